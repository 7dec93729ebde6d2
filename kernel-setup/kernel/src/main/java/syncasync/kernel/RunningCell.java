package syncasync.kernel;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import jdk.jshell.Snippet;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageContext;

/**
 * A cell that is executed, from the request of a front end to its end: who sent it, what it says, and what has become
 * of it so far. All that the kernel remembers of the cell that runs is here, so nothing of it can reach the next one.
 *
 * <p>{@link CellControl#cell()} holds the one that runs, or ran last. Besides, each thread that a cell starts remembers
 * its own, and each line of code the one where it stands: what they print or throw still belongs there when another
 * runs.
 */
final class RunningCell {

    private static final int LINE = 200; // characters of an unfinished line that are remembered

    private final int number;
    private final String code;
    private final MessageContext request;
    private final boolean mayAsk;

    // as it is compiled
    private final Set<Snippet> declared = new LinkedHashSet<>(); // some perhaps not usable yet
    private final Map<String, Set<String>> emptied = new LinkedHashMap<>(); // variables, by the type declared anew
    private List<String> unknown = List.of();
    private boolean quiet;
    private volatile int line = 1; // of the piece that is compiled

    // as it runs
    private final List<DisplayData> pages = new CopyOnWriteArrayList<>(); // that it wants shown beside the notebook
    private FutureTask<?> piece; // its code that was started last
    private volatile boolean interrupted;
    private volatile boolean timedOut;
    private volatile boolean heapFull;
    private volatile boolean over;
    private volatile boolean inputEnded;
    private volatile String stuck = "";
    private volatile String unfinished = ""; // what was sent of the last line of standard output

    /**
     * @param request {@code null} where no front end sent it: what it prints goes to the terminal
     * @param mayAsk whether whoever sent it can be asked for input
     */
    RunningCell(int number, String code, MessageContext request, boolean mayAsk) {
        this.number = number;
        this.code = code;
        this.request = request;
        this.mayAsk = mayAsk;
    }

    /** What runs before the first cell, such as the scripts of the start: no front end sent that. */
    static RunningCell ofStartUp() {
        var before = new RunningCell(0, "", null, false);
        before.end();
        return before;
    }

    /** An expression whose value the front end wants besides: to whoever looks it is the same cell. */
    RunningCell evaluating(String expression) {
        return new RunningCell(number, expression, request, mayAsk);
    }

    boolean isSameAs(RunningCell other) {
        return number == other.number && request == other.request;
    }

    /** Whether it is none of those that run before the first. */
    boolean isInNotebook() {
        return number != 0;
    }

    int number() {
        return number;
    }

    String code() {
        return code;
    }

    /** To whom what it prints belongs; {@code null} is the terminal. */
    MessageContext request() {
        return request;
    }

    boolean mayAsk() {
        return mayAsk;
    }

    /** Where code that the cell evaluates, with a magic for instance, stands in it: after so many lines. */
    int linesAbove(String evaluated) {
        return CellText.linesBefore(code, Math.max(0, code.indexOf(evaluated.strip())));
    }

    /** The line of the piece that is compiled, from 1. */
    int line() {
        return line;
    }

    void compiles(int line) {
        this.line = line;
    }

    Set<Snippet> declared() {
        return declared;
    }

    /** The variables that lost their values, by the type that was declared anew. */
    Map<String, Set<String>> emptied() {
        return emptied;
    }

    /** Why its code that did not compile could not use a declaration, be it of its own: sentences. */
    List<String> unknown() {
        return unknown;
    }

    void cannotUse(List<String> sentences) {
        unknown = sentences;
    }

    /** Whether its last piece ended with a semicolon: a statement, whose value nobody asked for. */
    boolean endedWithSemicolon() {
        return quiet;
    }

    void endsWithSemicolon(boolean does) {
        quiet = does;
    }

    List<DisplayData> pages() {
        return pages;
    }

    /** Its code that was started last; {@code null} before and after. */
    FutureTask<?> piece() {
        return piece;
    }

    void starts(FutureTask<?> code) {
        piece = code;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    void interrupt() {
        interrupted = true;
    }

    /** Whether it was interrupted since it filled the heap. */
    boolean hasFilledHeap() {
        return heapFull;
    }

    void fillsHeap() {
        heapFull = true;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    void timeOut() {
        timedOut = true;
    }

    /** In which thread and where it goes on after an interrupt, since nothing can stop it; empty if it ended. */
    String stuck() {
        return stuck;
    }

    void isStuck(String where) {
        stuck = where;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
        piece = null; // the value of a cell is not kept longer than the cell
    }

    /** Its standard input is at its end, since nobody can be asked. @return whether that is new */
    boolean endInput() {
        boolean isNew = !inputEnded;
        inputEnded = true;
        return isNew;
    }

    /** What it has printed on standard output since its last end of line, for instance a question. */
    String unfinishedLine() {
        return unfinished;
    }

    void printed(String text) {
        int end = text.lastIndexOf('\n');
        String last = end < 0 ? unfinished + text : text.substring(end + 1);
        unfinished = last.substring(Math.max(0, last.length() - LINE));
    }
}
