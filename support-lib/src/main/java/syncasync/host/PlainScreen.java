package syncasync.host;

import java.util.concurrent.atomic.AtomicLong;

/** The screen where there is no notebook, a console: prints the plain text of things, each once. */
final class PlainScreen implements Screen {

    static volatile Screen inUse = new PlainScreen();

    private final AtomicLong shown = new AtomicLong();

    @Override
    public String show(Rich what) {
        System.out.println(what.bundle().get("text/plain"));
        return "plain-" + shown.incrementAndGet();
    }

    @Override
    public void update(String id, Rich what) {
        // a printed line stays as it was printed
    }

    @Override
    public boolean redraws() {
        return false;
    }
}
