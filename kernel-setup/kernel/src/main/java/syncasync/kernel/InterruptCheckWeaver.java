package syncasync.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import syncasync.host.BackJumps;

/**
 * Puts a {@link InterruptCheck#check()} wherever code could go on for ever: at the start of methods and before jumps
 * back. And an {@link Exit} wherever code would end the JVM.
 */
final class InterruptCheckWeaver {

    private static final ClassDesc BRAKE = ClassDesc.of(InterruptCheck.class.getName());
    private static final ClassDesc EXIT = ClassDesc.of(Exit.class.getName());
    private static final ClassDesc SYSTEM = ClassDesc.of(System.class.getName());
    private static final ClassDesc RUNTIME = ClassDesc.of(Runtime.class.getName());

    private InterruptCheckWeaver() {}

    /** @param known finds super classes; asked for the classes of cells, too */
    static byte[] weave(byte[] bytes, ClassHierarchyResolver known) {
        try {
            var files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(known));
            return files.transformClass(
                    files.parse(bytes), ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Checks::new)));
        } catch (IllegalArgumentException _) {
            return bytes; // a class that cannot be woven still runs; it only cannot be stopped
        }
    }

    private static final class Checks implements CodeTransform {

        private final BackJumps loops = new BackJumps();

        private boolean entered;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (!entered && element instanceof Instruction) { // after the line number that goes with it
                entered = true;
                check(code);
            }
            loops.pass(element, 0);
            if (loops.loopFrom(element) != BackJumps.NONE) check(code);
            code.with(withoutExit(element));
        }

        private static CodeElement withoutExit(CodeElement element) {
            return switch (element) {
                case InvokeInstruction call
                when isExit(call.owner().asSymbol(), call.name().stringValue()) -> {
                    var of = call.owner().asSymbol();
                    var type = call.typeSymbol();
                    var pool = ConstantPoolBuilder.of();
                    yield InvokeInstruction.of(
                            Opcode.INVOKESTATIC,
                            pool.methodRefEntry(
                                    EXIT,
                                    call.name().stringValue(),
                                    of.equals(RUNTIME) ? type.insertParameterTypes(0, of) : type));
                }
                case InvokeDynamicInstruction lambda
                when lambda.bootstrapArgs().stream().anyMatch(Checks::isExit) -> {
                    var args = lambda.bootstrapArgs().stream()
                            .map(arg -> isExit(arg) ? refused((DirectMethodHandleDesc) arg) : arg)
                            .toArray(ConstantDesc[]::new);
                    yield InvokeDynamicInstruction.of(ConstantPoolBuilder.of()
                            .invokeDynamicEntry(DynamicCallSiteDesc.of(
                                    lambda.bootstrapMethod(), lambda.name().stringValue(), lambda.typeSymbol(), args)));
                }
                default -> element;
            };
        }

        private static boolean isExit(ConstantDesc arg) {
            return arg instanceof DirectMethodHandleDesc method && isExit(method.owner(), method.methodName());
        }

        private static boolean isExit(ClassDesc of, String method) {
            return of.equals(SYSTEM) && method.equals("exit")
                    || of.equals(RUNTIME) && (method.equals("exit") || method.equals("halt"));
        }

        private static ConstantDesc refused(DirectMethodHandleDesc method) {
            return MethodHandleDesc.ofMethod(
                    DirectMethodHandleDesc.Kind.STATIC, EXIT, method.methodName(), method.invocationType());
        }

        private static void check(CodeBuilder code) {
            code.invokestatic(BRAKE, "check", ConstantDescs.MTD_void);
        }
    }
}
