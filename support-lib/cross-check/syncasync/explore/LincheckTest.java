package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A second opinion on the explorer: Lincheck's model checker looks at the same classes, method by method, in a way of
 * its own. Run by {@code ./mvnw -Pcross-check test -pl support-lib}; no mark rests on it.
 */
class LincheckTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                PlainCounter.class,
                LockedCounter.class,
                AtomicCounter.class,
                AtomicInTwoSteps.class,
                Seats.class,
                SeatsInOneStep.class,
                TwoLocks.class,
                OneLock.class,
                CrossedLocks.class,
                OrderedLocks.class,
                ReentrantCounter.class,
                Account.class,
                WholeAccount.class,
                Chat.class,
                LockedChat.class
            })
    void both_judge_alike(Class<?> type) throws Exception {
        Answer expected = type.getAnnotation(Expected.class).value();
        assertThat(new Explorer().explore(type, "scenario").answer()).isEqualTo(expected);
        Throwable found = catchThrowable(() -> new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .check(type));
        if (expected == Answer.RIGHT) assertThat(found).isNull();
        else assertThat(found).isInstanceOf(LincheckAssertionError.class);
    }

    private static void twice(Runnable work) throws InterruptedException {
        both(work, work);
    }

    private static void both(Runnable one, Runnable other) throws InterruptedException {
        Thread ann = new Thread(one, "ann");
        Thread bob = new Thread(other, "bob");
        ann.start();
        bob.start();
        ann.join();
        bob.join();
    }

    private static void check(boolean good) {
        if (!good) throw new AssertionError("wrong");
    }

    @Expected(Answer.WRONG)
    public static class PlainCounter {
        private int n;

        @Operation
        public int increment() {
            return ++n;
        }

        static void scenario() throws Exception {
            var it = new PlainCounter();
            twice(it::increment);
            check(it.n == 2);
        }
    }

    @Expected(Answer.RIGHT)
    public static class LockedCounter {
        private int n;

        @Operation
        public synchronized int increment() {
            return ++n;
        }

        static void scenario() throws Exception {
            var it = new LockedCounter();
            twice(it::increment);
            check(it.n == 2);
        }
    }

    @Expected(Answer.RIGHT)
    public static class AtomicCounter {
        private final AtomicInteger n = new AtomicInteger();

        @Operation
        public int increment() {
            return n.incrementAndGet();
        }

        static void scenario() throws Exception {
            var it = new AtomicCounter();
            twice(it::increment);
            check(it.n.get() == 2);
        }
    }

    @Expected(Answer.WRONG)
    public static class AtomicInTwoSteps {
        private final AtomicInteger n = new AtomicInteger();

        @Operation
        public int increment() {
            n.set(n.get() + 1);
            return n.get();
        }

        static void scenario() throws Exception {
            var it = new AtomicInTwoSteps();
            twice(it::increment);
            check(it.n.get() == 2);
        }
    }

    @Expected(Answer.WRONG)
    public static class Seats {
        private final Map<String, String> taken = new ConcurrentHashMap<>();

        @Operation
        public boolean take() {
            if (taken.containsKey("A1")) return false;
            taken.put("A1", "x");
            return true;
        }

        static void scenario() throws Exception {
            var it = new Seats();
            var sold = new AtomicInteger();
            twice(() -> {
                if (it.take()) sold.incrementAndGet();
            });
            check(sold.get() == 1);
        }
    }

    @Expected(Answer.RIGHT)
    public static class SeatsInOneStep {
        private final Map<String, String> taken = new ConcurrentHashMap<>();

        @Operation
        public boolean take() {
            return taken.putIfAbsent("A1", "x") == null;
        }

        static void scenario() throws Exception {
            var it = new SeatsInOneStep();
            var sold = new AtomicInteger();
            twice(() -> {
                if (it.take()) sold.incrementAndGet();
            });
            check(sold.get() == 1);
        }
    }

    @Expected(Answer.WRONG)
    public static class TwoLocks {
        private final Map<String, Integer> map = new HashMap<>(Map.of("a", 0));
        private final Object one = new Object();
        private final Object other = new Object();

        @Operation
        public int add() {
            synchronized (one) {
                int sum = map.get("a") + 1;
                map.put("a", sum);
                return sum;
            }
        }

        @Operation
        public int addToo() {
            synchronized (other) {
                int sum = map.get("a") + 1;
                map.put("a", sum);
                return sum;
            }
        }

        static void scenario() throws Exception {
            var it = new TwoLocks();
            both(it::add, it::addToo);
            check(it.map.get("a") == 2);
        }
    }

    @Expected(Answer.RIGHT)
    public static class OneLock {
        private final Map<String, Integer> map = new HashMap<>(Map.of("a", 0));

        @Operation
        public int add() {
            synchronized (map) {
                int sum = map.get("a") + 1;
                map.put("a", sum);
                return sum;
            }
        }

        static void scenario() throws Exception {
            var it = new OneLock();
            twice(it::add);
            check(it.map.get("a") == 2);
        }
    }

    @Expected(Answer.WRONG)
    public static class CrossedLocks {
        private final Object a = new Object();
        private final Object b = new Object();
        private int n;

        @Operation
        public int ab() {
            synchronized (a) {
                synchronized (b) {
                    return ++n;
                }
            }
        }

        @Operation
        public int ba() {
            synchronized (b) {
                synchronized (a) {
                    return ++n;
                }
            }
        }

        static void scenario() throws Exception {
            var it = new CrossedLocks();
            both(it::ab, it::ba);
        }
    }

    @Expected(Answer.RIGHT)
    public static class OrderedLocks {
        private final Object a = new Object();
        private final Object b = new Object();
        private int n;

        @Operation
        public int ab() {
            synchronized (a) {
                synchronized (b) {
                    return ++n;
                }
            }
        }

        static void scenario() throws Exception {
            var it = new OrderedLocks();
            twice(it::ab);
            check(it.n == 2);
        }
    }

    @Expected(Answer.RIGHT)
    public static class ReentrantCounter {
        private final ReentrantLock lock = new ReentrantLock();
        private int n;

        @Operation
        public int increment() {
            lock.lock();
            try {
                return ++n;
            } finally {
                lock.unlock();
            }
        }

        static void scenario() throws Exception {
            var it = new ReentrantCounter();
            twice(it::increment);
            check(it.n == 2);
        }
    }

    @Expected(Answer.WRONG)
    public static class Account {
        private int balance = 100;

        private synchronized int balance() {
            return balance;
        }

        private synchronized void take(int amount) {
            balance -= amount;
        }

        @Operation
        public boolean pay() {
            if (balance() < 80) return false;
            take(80);
            return true;
        }

        static void scenario() throws Exception {
            var it = new Account();
            twice(it::pay);
            check(it.balance >= 0);
        }
    }

    @Expected(Answer.RIGHT)
    public static class WholeAccount {
        private int balance = 100;

        @Operation
        public synchronized boolean pay() {
            if (balance < 80) return false;
            balance -= 80;
            return true;
        }

        static void scenario() throws Exception {
            var it = new WholeAccount();
            twice(it::pay);
            check(it.balance >= 0);
        }
    }

    @Expected(Answer.WRONG)
    public static class Chat {
        private final List<String> clients = new ArrayList<>(List.of("ann", "bob", "cid"));

        @Operation
        public int broadcast() {
            int told = 0;
            for (String each : clients) told += each.length();
            return told;
        }

        @Operation
        public boolean leave() {
            return clients.remove("ann");
        }

        static void scenario() throws Exception {
            var it = new Chat();
            both(it::broadcast, it::leave);
        }
    }

    @Expected(Answer.RIGHT)
    public static class LockedChat {
        private final List<String> clients = new ArrayList<>(List.of("ann", "bob", "cid"));

        @Operation
        public synchronized int broadcast() {
            int told = 0;
            for (String each : clients) told += each.length();
            return told;
        }

        @Operation
        public synchronized boolean leave() {
            return clients.remove("ann");
        }

        static void scenario() throws Exception {
            var it = new LockedChat();
            both(it::broadcast, it::leave);
        }
    }
}
