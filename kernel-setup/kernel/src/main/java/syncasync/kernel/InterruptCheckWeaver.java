package syncasync.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

        private final Set<Label> passed = new HashSet<>();

        private boolean entered;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (!entered && element instanceof Instruction) { // after the line number that goes with it
                entered = true;
                check(code);
            }
            switch (element) {
                case LabelTarget here -> passed.add(here.label());
                case BranchInstruction jump when passed.contains(jump.target()) -> check(code);
                case TableSwitchInstruction jump when goesBack(jump.cases(), jump.defaultTarget()) -> check(code);
                case LookupSwitchInstruction jump when goesBack(jump.cases(), jump.defaultTarget()) -> check(code);
                default -> {}
            }
            code.with(element);
        }

        private boolean goesBack(List<SwitchCase> cases, Label otherwise) {
            return passed.contains(otherwise) || cases.stream().anyMatch(c -> passed.contains(c.target()));
        }

        private static void check(CodeBuilder code) {
            code.invokestatic(BRAKE, "check", ConstantDescs.MTD_void);
        }
    }
}
