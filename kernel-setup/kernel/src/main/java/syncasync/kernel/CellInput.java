package syncasync.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.messages.MessageContext;

/** Standard input of cells: {@code System.in}, which asks the front end for a line when there is none left. */
final class CellInput extends InputStream {

    /** Asks the front end; gives {@code null} if the thread was interrupted meanwhile. */
    @FunctionalInterface
    interface Question {
        String ask(MessageContext cell, String prompt);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final CellOutput output;
    private final Supplier<RunningCell> running;
    private final Question question;
    private byte[] line = {};
    private int at; // what of the line is read

    /** @param running gives the cell that runs, or ran last */
    CellInput(CellOutput output, Supplier<RunningCell> running, Question question) {
        this.output = output;
        this.running = running;
        this.question = question;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread reads System.in");
        }
        try {
            if (at == line.length && !next()) {
                return -1;
            }
            int some = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, offset, some);
            at += some;
            return some;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        return line.length - at;
    }

    /** @return whether there is a line */
    private boolean next() {
        RunningCell cell = running.get();
        if (!cell.mayAsk()) {
            if (cell.request() != null && cell.endInput()) {
                System.err.println("System.in is at its end: nobody can be asked for input where this cell runs.");
            }
            return false;
        }
        output.flush(); // first what is asked, then the box for the answer
        String answer = question.ask(cell.request(), cell.unfinishedLine());
        // A read that is interrupted ends its line: a Scanner that meets an exception here is of no use ever after.
        line = ((answer == null ? "" : answer) + "\n").getBytes(StandardCharsets.UTF_8);
        at = 0;
        return true;
    }
}
