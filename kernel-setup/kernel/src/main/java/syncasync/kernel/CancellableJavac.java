package syncasync.kernel;

import com.sun.source.util.JavacTask;
import com.sun.tools.javac.api.BasicJavacTask;
import com.sun.tools.javac.api.JavacTaskPool;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.List;
import java.io.Writer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import jdk.jshell.JShell;

/**
 * Cancellation of javac: a cell can be stopped while it is compiled, which for some generic expressions takes for ever.
 *
 * <p>The compiler looks at no interrupt. But whatever it does, it asks about types, many times in each millisecond, and
 * whom it asks is looked up in its context. So our own {@link Types} goes there, which answers as the compiler's would,
 * and throws once the compilation is cancelled. JShell takes its compilers from a pool, and the pool never uses one again
 * that threw; what JShell itself has noted until then is put back by {@link ShellSnapshot}.
 */
final class CancellableJavac extends JavacTaskPool {

    private static final int KEPT = 5; // compilers, as many as in JShell's own pool
    private static final VarHandle TASKS = field(JShell.class, "taskFactory");
    private static final VarHandle POOL = TASKS == null ? null : field(TASKS.varType(), "javacTaskPool");

    private BooleanSupplier cancelled; // null while nothing is compiled that could be
    private Thread compiling;

    private CancellableJavac() {
        super(KEPT);
    }

    /**
     * Compiles something. The caller holds a lock.
     *
     * @param cancelled whether the thread that compiles is to throw a {@link CancellationException}, at once
     */
    static <T> T during(JShell shell, BooleanSupplier cancelled, Supplier<T> work) {
        CancellableJavac javac = of(shell);
        if (javac == null || javac.cancelled != null) {
            return work.get();
        }
        javac.compiling = Thread.currentThread();
        javac.cancelled = cancelled;
        try {
            return work.get();
        } finally {
            javac.cancelled = null;
            javac.compiling = null;
        }
    }

    /** JShell begins a new pool with each addition to its class path. {@code null} where JShell is built otherwise. */
    private static CancellableJavac of(JShell shell) {
        if (POOL == null) {
            return null;
        }
        Object tasks = TASKS.get(shell);
        if (!(POOL.get(tasks) instanceof CancellableJavac)) {
            POOL.set(tasks, new CancellableJavac());
        }
        return (CancellableJavac) POOL.get(tasks);
    }

    private static VarHandle field(Class<?> in, String name) {
        try {
            return MethodHandles.privateLookupIn(in, MethodHandles.lookup())
                    .unreflectVarHandle(in.getDeclaredField(name));
        } catch (ReflectiveOperationException | RuntimeException _) {
            return null;
        }
    }

    @Override
    public <Z> Z getTask(
            Writer out,
            JavaFileManager files,
            DiagnosticListener<? super JavaFileObject> diagnostics,
            Iterable<String> options,
            Iterable<String> classes,
            Iterable<? extends JavaFileObject> units,
            Worker<Z> worker) {
        Writer nowhere = Writer.nullWriter(); // where it says that it has a bug, and asks to report it
        return super.getTask(out == null ? nowhere : out, files, diagnostics, options, classes, units, task -> {
            check();
            CheckedTypes.useIn(task, this);
            return worker.withTask(task);
        });
    }

    private void check() {
        BooleanSupplier asked = cancelled;
        if (asked != null && asked.getAsBoolean() && Thread.currentThread() == compiling) {
            throw new CancellationException(); // of those that javac passes on, and does not take for a fault of its
            // own
        }
    }

    /** What the compiler knows about types. These are the questions that it asks all the time, in each of its phases. */
    private static final class CheckedTypes extends Types {

        private final CancellableJavac javac;

        private CheckedTypes(Context context, CancellableJavac javac) {
            this.javac = javac; // before the compiler's own asks
            super(context);
        }

        static void useIn(JavacTask task, CancellableJavac javac) {
            Context context = ((BasicJavacTask) task).getContext();
            if (context.get(CancellableJavac.class) == null) { // otherwise it is one that was used before
                context.put(CancellableJavac.class, javac);
                context.put(typesKey, (Context.Factory<Types>) made -> new CheckedTypes(made, javac));
            }
        }

        @Override
        public boolean isSubtype(Type type, Type of, boolean capture) {
            javac.check();
            return super.isSubtype(type, of, capture);
        }

        @Override
        public boolean isSameType(Type one, Type other) {
            javac.check();
            return super.isSameType(one, other);
        }

        @Override
        public Type memberType(Type type, Symbol member) {
            javac.check();
            return super.memberType(type, member);
        }

        @Override
        public Type subst(Type in, List<Type> from, List<Type> to) {
            javac.check();
            return super.subst(in, from, to);
        }

        @Override
        public Type erasure(Type type) {
            javac.check();
            return super.erasure(type);
        }
    }
}
