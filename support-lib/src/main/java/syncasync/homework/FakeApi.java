package syncasync.homework;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import syncasync.loop.EventLoop;
import syncasync.loop.Promise;

/**
 * A fake of a slow service, a test double on an event loop: it answers after a delay on the loop's clock, and keeps a
 * record of the calls. A call is under way as soon as {@link #ask} returns.
 */
public final class FakeApi {
    private record Answer(Duration after, String text, boolean fails) {}

    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private int inFlight;
    private int most;

    /**
     * What came of a run in which the service was called.
     *
     * @param result what the run returned; {@code null} if it threw
     * @param threw what it threw, in a line; empty if nothing
     * @param took milliseconds on the virtual clock
     * @param calls what was asked, in the order of asking
     * @param mostInFlight how many calls were under way at the same time, at most
     * @param unanswered how many still were when the run ended
     */
    public record Ran(Object result, String threw, long took, List<String> calls, int mostInFlight, int unanswered) {}

    /** What is asked so is answered so, after a while. */
    public FakeApi answers(String question, Duration after, String text) {
        answers.put(question, new Answer(after, text, false));
        return this;
    }

    /** What is asked so fails with an {@link IOException} of this message, after a while. */
    public FakeApi fails(String question, Duration after, String message) {
        answers.put(question, new Answer(after, message, true));
        return this;
    }

    /** Begins a call. Must be called on a loop, as what {@link #during} runs is. */
    public CompletableFuture<String> ask(String question) {
        EventLoop loop = EventLoop.current();
        if (loop == null) throw new IllegalStateException("this service answers on an event loop only");
        Answer answer = answers.get(question);
        if (answer == null) throw new IllegalArgumentException("nobody knows anything about \"" + question + "\"");
        calls.add(question);
        most = Math.max(most, ++inFlight);
        Promise<String> call = loop.promise("the answer about " + question);
        loop.callLater(answer.after, () -> {
            inFlight--;
            if (answer.fails) call.completeExceptionally(new IOException(answer.text));
            else call.complete(answer.text);
        });
        return call;
    }

    /** Runs it on a loop with a virtual clock, and says what came of it and of the calls. */
    public Ran during(Callable<?> body) {
        calls.clear();
        inFlight = most = 0;
        VirtualTime.Ran ran = VirtualTime.virtually(body);
        return new Ran(ran.result(), ran.threw(), ran.took(), List.copyOf(calls), most, inFlight);
    }
}
