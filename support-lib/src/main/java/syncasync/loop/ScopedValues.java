package syncasync.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * Lets a task's thread inherit the scoped values of the code that spawns it. Java 25 does that for the threads of a
 * {@code StructuredTaskScope} alone, which is a preview, and wants its children to end with it. To hand what is bound to
 * any other thread there is no public way: a {@link ScopedValue} can be bound again only by someone who knows it. So this
 * sets the private field of {@link Thread} that the scope sets, where the JVM is opened for it.
 */
final class ScopedValues {
    private static final MethodHandle BOUND = findBound();
    private static final VarHandle BINDINGS = findBindings();

    private ScopedValues() {}

    /** What is bound where this is called will be bound in the thread, which has not started. */
    static void inherit(Thread child) {
        if (BOUND == null || BINDINGS == null) return;
        try {
            BINDINGS.set(child, (Object) BOUND.invokeExact());
        } catch (Throwable impossible) {
            throw new LinkageError("scoped values have changed", impossible);
        }
    }

    private static MethodHandle findBound() {
        try {
            Class<?> snapshot = Class.forName("java.lang.ScopedValue$Snapshot");
            return MethodHandles.privateLookupIn(ScopedValue.class, MethodHandles.lookup())
                    .findStatic(ScopedValue.class, "scopedValueBindings", MethodType.methodType(snapshot))
                    .asType(MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }

    private static VarHandle findBindings() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, "scopedValueBindings", Object.class);
        } catch (ReflectiveOperationException | RuntimeException notOpened) {
            return null;
        }
    }
}
