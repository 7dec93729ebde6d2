package syncasync.explore;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;

/**
 * Virtual threads with a scheduler of one's own. Java 25 has no public way to that, so the JVM must be started with
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class Scheduling {
    private static final MethodHandle BUILDER = findBuilder();

    private Scheduling() {}

    private static MethodHandle findBuilder() {
        try {
            Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            var constructor = builder.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }

    static boolean isAvailable() {
        return BUILDER != null;
    }

    static Thread virtualThread(Executor scheduler, String name, Runnable body) {
        try {
            return ((Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler))
                    .name(name)
                    .unstarted(body);
        } catch (Throwable impossible) {
            throw new LinkageError("the virtual thread's builder has changed", impossible);
        }
    }

    /** The thread whose step this is: the JDK's step is a lambda that holds just the thread. */
    static Thread threadOf(Runnable step) {
        try {
            for (Field field : step.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                if (field.get(step) instanceof Thread thread) return thread;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new LinkageError("the virtual thread's step has changed", e);
        }
        throw new LinkageError("the virtual thread's step has changed: " + step.getClass());
    }
}
