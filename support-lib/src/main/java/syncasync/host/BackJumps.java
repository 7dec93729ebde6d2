package syncasync.host;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the loops in the code of a method while it is instrumented: each jump back is the end of one, which could run
 * for ever. To be told the elements of the code one after the other.
 */
public final class BackJumps {
    /** What {@link #loopFrom} gives for an element that does not jump back. */
    public static final int NONE = -1;

    private final Map<Label, Integer> passed = new HashMap<>(); // with what was noted there

    /** Notes the beginning of a loop that may come, with a number from zero on that {@link #loopFrom} gives back. */
    public void pass(CodeElement element, int note) {
        if (element instanceof LabelTarget here) passed.put(here.label(), note);
    }

    /** What was noted where the longest of the loops begins that this element ends; {@link #NONE} if it ends none. */
    public int loopFrom(CodeElement element) {
        return switch (element) {
            case BranchInstruction jump -> noted(jump.target());
            case TableSwitchInstruction jump -> first(jump.defaultTarget(), jump.cases());
            case LookupSwitchInstruction jump -> first(jump.defaultTarget(), jump.cases());
            default -> NONE;
        };
    }

    private int noted(Label label) {
        return passed.getOrDefault(label, NONE);
    }

    private int first(Label otherwise, List<SwitchCase> cases) {
        int first = noted(otherwise);
        for (SwitchCase each : cases) {
            int note = noted(each.target());
            if (note != NONE && (first == NONE || note < first)) first = note;
        }
        return first;
    }
}
