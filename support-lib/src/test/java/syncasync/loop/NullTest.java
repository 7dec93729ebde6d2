package syncasync.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static syncasync.loop.Coroutines.spawn;
import static syncasync.loop.Coroutines.taskGroup;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever hands in a null is told so at once, and what it was that is null: everything public is tried. */
@Timeout(60)
class NullTest {
    private static final List<Class<?>> TYPES = List.of(
            Coroutines.class,
            EventLoop.class,
            CancelScope.class,
            TaskGroup.class,
            Task.class,
            Promise.class,
            LoopLock.class,
            LoopCondition.class,
            LoopQueue.class,
            TcpConnection.class,
            TcpServer.class);

    /** Those that may have no name, those where null means none, and one that does nothing. */
    private static final Set<String> MAY_BE_NULL = Set.of(
            "Coroutines.lock(null)",
            "Coroutines.semaphore(null, int)",
            "Coroutines.boundedSemaphore(null, int)",
            "Coroutines.event(null)",
            "Coroutines.barrier(null, int)",
            "Coroutines.queue(null, int)",
            "Coroutines.priorityQueue(null, int, Comparator)",
            "LoopLock.condition(null)",
            "EventLoop.observe(null)",
            "EventLoop.setCurrent(null)",
            "Coroutines.mayThrow(null)");

    record Call(Executable what, int nullAt) {
        @Override
        public String toString() {
            String name = what instanceof Constructor ? "new" : what.getName();
            return what.getDeclaringClass().getSimpleName() + "." + name
                    + IntStream.range(0, what.getParameterCount())
                            .mapToObj(i -> i == nullAt ? "null" : what.getParameterTypes()[i].getSimpleName())
                            .toList()
                            .toString()
                            .replace('[', '(')
                            .replace(']', ')');
        }
    }

    static List<Call> calls() {
        return TYPES.stream()
                .flatMap(type -> Stream.<Executable>concat(
                        Stream.of(type.getDeclaredMethods()), Stream.of(type.getConstructors())))
                .filter(what -> Modifier.isPublic(what.getModifiers()) && !what.isSynthetic() && !isOfTheJdk(what))
                .flatMap(what -> IntStream.range(0, what.getParameterCount())
                        .filter(at -> !what.getParameterTypes()[at].isPrimitive())
                        .mapToObj(at -> new Call(what, at)))
                .filter(call -> !MAY_BE_NULL.contains(call.toString()))
                .sorted(Comparator.comparing(Call::toString))
                .toList();
    }

    /** What such a method says is the JDK's affair. */
    private static boolean isOfTheJdk(Executable what) {
        return Stream.of(CompletableFuture.class.getMethods())
                .anyMatch(method -> method.getName().equals(what.getName())
                        && Arrays.equals(method.getParameterTypes(), what.getParameterTypes()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void a_null_is_told_at_once(Call call) throws Exception {
        try (var loop = new EventLoop(LoopClock.virtual(), false).onProblem(problem -> {});
                Pipe.SourceChannel channel = Pipe.open().source()) {
            Throwable thrown = loop.<Throwable>runUntilComplete(() -> taskGroup(group -> {
                var given = new Given(group, channel);
                return catchThrowable(() -> given.call(call));
            }));

            assertThat(thrown).isInstanceOf(NullPointerException.class);
            assertThat(thrown.getMessage()).startsWith("the ").contains(" is null");
        }
    }

    /** What the calls are given beside the null. */
    private record Given(TaskGroup group, SelectableChannel channel) {

        void call(Call call) throws Throwable {
            Class<?>[] types = call.what().getParameterTypes();
            Object[] arguments = IntStream.range(0, types.length)
                    .mapToObj(i -> i == call.nullAt() ? null : argument(types[i]))
                    .toArray();
            try {
                if (call.what() instanceof Method method)
                    method.invoke(instance(method.getDeclaringClass()), arguments);
                else ((Constructor<?>) call.what()).newInstance(arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private Object instance(Class<?> type) throws Exception {
            if (type == EventLoop.class) return EventLoop.current();
            if (type == CancelScope.class) return new CancelScope();
            if (type == TaskGroup.class) return group;
            if (type == Task.class) return spawn("task", () -> 1);
            if (type == Promise.class) return EventLoop.current().promise("promise");
            if (type == LoopLock.class) return Coroutines.lock();
            if (type == LoopQueue.class) return Coroutines.queue();
            if (type == TcpServer.class) return TcpServer.listen(0);
            if (type == TcpConnection.class)
                return TcpConnection.connect(TcpServer.listen(0).address());
            if (type != LoopCondition.class) return null; // its methods are static
            LoopLock lock = Coroutines.lock();
            lock.acquire();
            return lock.condition("condition");
        }

        private Object argument(Class<?> type) {
            if (type.isArray()) return Array.newInstance(type.componentType(), 0);
            if (type == int.class) return 1;
            if (type == boolean.class) return false;
            if (type == String.class) return "given";
            if (type == Duration.class) return Duration.ofMillis(1);
            if (type == Callable.class) return (Callable<?>) () -> 1;
            if (type == Action.Giving.class) return (Action.Giving<?, ?>) () -> 1;
            if (type == Action.class || type == Action.Throwing.class) return (Action.Throwing<?>) () -> {};
            if (type == Runnable.class) return (Runnable) () -> {};
            if (type == Executor.class) return (Executor) Runnable::run;
            if (type == Supplier.class) return (Supplier<?>) () -> 1;
            if (type == BooleanSupplier.class) return (BooleanSupplier) () -> true;
            if (type == Consumer.class) return (Consumer<?>) problem -> {};
            if (type == Comparator.class) return Comparator.naturalOrder();
            if (type == Collection.class) return List.of();
            if (type == CompletionStage.class) return CompletableFuture.completedFuture(1);
            if (type == SelectableChannel.class) return channel;
            if (type == InetSocketAddress.class) return new InetSocketAddress(0);
            if (type == ByteBuffer.class) return ByteBuffer.allocate(1);
            if (type == TcpServer.Handler.class) return (TcpServer.Handler) client -> {};
            if (type == LoopClock.class) return LoopClock.virtual();
            throw new AssertionError("the test has no " + type);
        }
    }

    @Test
    void a_null_among_others_is_told_before_any_of_them_begins() {
        try (var loop = new EventLoop(LoopClock.virtual(), false)) {
            loop.runUntilComplete(() -> {
                Callable<Integer> one = () -> 1;
                Task<Integer> task = spawn("task", one);
                assertThatNullPointerException().isThrownBy(() -> Coroutines.gather(one, null));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.gatherSettled(one, null));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.race(one, null));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.gather(() -> {}, (Action) null));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.gather(Arrays.asList(task, null)));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.settled(Arrays.asList(task, null)));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.asCompleted(Arrays.asList(task, null)));
                assertThatNullPointerException().isThrownBy(() -> Coroutines.firstCompleted(task, null));
                assertThat(loop.tasks()).extracting(Promise::name).containsExactly("main", "task");
            });
        }
    }
}
