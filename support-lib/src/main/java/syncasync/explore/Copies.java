package syncasync.explore;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Loads instrumented copies of a program's own classes; the originals stay as they are. */
final class Copies extends ClassLoader {
    private static final String NAME = "explored"; // as stack traces have it

    private final OwnClasses own;
    private final Weaver weaver;
    private final Map<String, byte[]> woven;

    Copies(OwnClasses own, Weaver weaver) {
        this(own, weaver, new HashMap<>());
    }

    private Copies(OwnClasses own, Weaver weaver, Map<String, byte[]> woven) {
        super(NAME, own.loader());
        this.own = own;
        this.weaver = weaver;
        this.woven = woven;
        setDefaultAssertionStatus(true);
    }

    /** The same copies again, with nothing of what has become of these. */
    Copies fresh() {
        return new Copies(own, weaver, woven);
    }

    /** Whether a frame is of the program's own code, and not of what the instrumentation has added. */
    static boolean isOwn(StackTraceElement frame) {
        return NAME.equals(frame.getClassLoaderName()) && frame.getLineNumber() > 0;
    }

    /** Whether a class is among them whose state only fresh copies are rid of. */
    boolean needFreshCopies() {
        return woven.keySet().stream()
                .anyMatch(name -> own.of(name.replace('.', '/')).orElseThrow().needsFreshCopy());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> there = findLoadedClass(name);
            if (there != null) return there;
            Optional<OwnClasses.Info> info = own.of(name.replace('.', '/'));
            if (info.isEmpty()) return super.loadClass(name, resolve);
            byte[] bytes = woven.computeIfAbsent(name, _ -> weaver.weave(info.get()));
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
