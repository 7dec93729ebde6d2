package syncasync.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import syncasync.host.BackJumps;

/** Puts a {@link InterruptCheck#check()} wherever code could go on for ever: at the start of methods and before jumps back. */
final class InterruptCheckWeaver {

    private static final ClassDesc BRAKE = ClassDesc.of(InterruptCheck.class.getName());

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
            code.with(element);
        }

        private static void check(CodeBuilder code) {
            code.invokestatic(BRAKE, "check", ConstantDescs.MTD_void);
        }
    }
}
