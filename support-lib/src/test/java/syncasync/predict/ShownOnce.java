package syncasync.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import syncasync.host.Rich;
import syncasync.host.Screen;

/** A screen that keeps what a test shows, where nothing may be shown twice. */
final class ShownOnce implements Screen, BeforeEachCallback, AfterEachCallback {

    final List<Rich> all = new ArrayList<>();
    Throwable lastError; // of the cell before

    @Override
    public void beforeEach(ExtensionContext test) {
        Screen.use(this);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Screen.use(null);
    }

    @Override
    public String show(Rich what) {
        all.add(what);
        return "1";
    }

    @Override
    public Optional<Throwable> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** What the tests' own methods are called is the cell that they stand in. */
    @Override
    public Optional<String> placeOf(StackTraceElement frame) {
        return frame.getMethodName().startsWith("cell")
                ? Optional.of(frame.getMethodName() + ", line 1")
                : Optional.empty();
    }

    @Override
    public void update(String id, Rich what) {
        throw new AssertionError("a verdict is shown once");
    }
}
