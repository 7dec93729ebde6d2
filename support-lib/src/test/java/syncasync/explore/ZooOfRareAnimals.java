package syncasync.explore;

import static syncasync.explore.Answer.CANNOT_JUDGE;
import static syncasync.explore.Answer.RIGHT;
import static syncasync.explore.Answer.WRONG;
import static syncasync.explore.Zoo.check;
import static syncasync.explore.Zoo.doing;
import static syncasync.explore.Zoo.together;
import static syncasync.explore.Zoo.virtually;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import syncasync.loop.Coroutines;
import syncasync.loop.EventLoop;

/** Programs that are written in rarer ways: each once made an explorer err, or could. */
final class ZooOfRareAnimals {
    private ZooOfRareAnimals() {}

    // ---- how threads are made

    @Expected(value = WRONG, because = "1", races = "Counter.n")
    static void anonymousSubclass() throws Exception {
        var counter = new Zoo.Counter();
        Thread a = new Thread() {
            @Override
            public void run() {
                counter.increment();
            }
        };
        a.start();
        counter.increment();
        a.join();
        check(counter.n == 2, "" + counter.n);
    }

    @Expected(RIGHT)
    static void namesAndStatesOfThreads() throws Exception {
        Thread a = new Thread(() -> {});
        check(
                a.getState() == Thread.State.NEW && a.getName().equals("Thread-0") && !a.isVirtual() && !a.isDaemon(),
                "");
        a.start();
        a.join();
        check(a.getState() == Thread.State.TERMINATED && !a.isAlive(), "");
        check(Thread.currentThread().getName().equals("main"), "");
        Thread b = Thread.ofVirtual().name("b").unstarted(() -> {});
        check(b.isVirtual() && b.isDaemon(), "");
    }

    @Expected(RIGHT)
    static void aThreadThatIsRunAndNotStarted() {
        List<Thread> ranOn = new ArrayList<>();
        Thread platform = new Thread(() -> ranOn.add(Thread.currentThread()));
        platform.run();
        check(ranOn.equals(List.of(Thread.currentThread())) && platform.getState() == Thread.State.NEW, "" + ranOn);
        Thread.ofPlatform().unstarted(() -> ranOn.add(Thread.currentThread())).run();
        check(ranOn.size() == 2, "" + ranOn);
        Thread.ofVirtual().unstarted(() -> ranOn.add(Thread.currentThread())).run();
        check(ranOn.size() == 2, "" + ranOn);
    }

    @Expected(RIGHT)
    static void threadsByReferences() throws Exception {
        var counter = new AtomicInteger();
        List<Thread> threads = List.of(new Thread(counter::incrementAndGet), new Thread(counter::incrementAndGet));
        threads.forEach(Thread::start);
        for (Thread each : threads) each.join();
        check(counter.get() == 2, "");
    }

    @Expected(value = WRONG, because = "1", races = "Counter.n")
    static void poolWithAFactory() throws Exception {
        var counter = new Zoo.Counter();
        try (ExecutorService pool = Executors.newFixedThreadPool(2, Thread::new)) {
            pool.execute(counter::increment);
            pool.execute(counter::increment);
        }
        check(counter.n == 2, "" + counter.n);
    }

    @Expected(RIGHT)
    static void poolByItsConstructor() throws Exception {
        var counter = new Zoo.Counter();
        var pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        pool.execute(counter::increment);
        pool.execute(counter::increment);
        pool.shutdown();
        check(pool.awaitTermination(1, TimeUnit.HOURS) && counter.n == 2, "" + counter.n);
    }

    @Expected(RIGHT)
    static void poolThatIsNeverShutDown() throws Exception {
        check(Executors.newFixedThreadPool(2).submit(() -> 1).get() == 1, "");
    }

    @Expected(RIGHT)
    static void daemonThatWaitsForEver() {
        Thread daemon = new Thread(doing(() -> new LinkedBlockingQueue<>().take()));
        daemon.setDaemon(true);
        daemon.start();
    }

    @Expected(RIGHT)
    static void daemonsOfOtherKinds() {
        Thread.ofPlatform().daemon().start(doing(() -> new LinkedBlockingQueue<>().take()));
        Thread subclass = new Thread() {
            @Override
            public void run() {
                LockSupport.park();
            }
        };
        subclass.setDaemon(true);
        subclass.start();
        check(subclass.isDaemon(), "");
        Thread.startVirtualThread(LockSupport::park);
    }

    @Expected(value = WRONG, because = "never ends")
    static void threadThatWaitsForEver() {
        new Thread(doing(() -> new LinkedBlockingQueue<>().take()), "taker").start();
    }

    @Expected(RIGHT)
    static void handledException() throws Exception {
        var seen = new AtomicReference<Throwable>();
        Thread a = new Thread(() -> {
            throw new IllegalStateException("no");
        });
        a.setUncaughtExceptionHandler((thread, e) -> seen.set(e));
        a.start();
        a.join();
        check(seen.get() instanceof IllegalStateException, "" + seen.get());
    }

    // ---- static parts

    static final class Hen {
        static final int EGGS = 1 + Egg.count();

        static int count() {
            return EGGS;
        }
    }

    static final class Egg {
        static final int HENS = 1 + Hen.count();

        static int count() {
            return HENS;
        }
    }

    @Expected(value = WRONG, because = "static part")
    static void staticPartsThatNeedOneAnother() throws Exception {
        together(Hen::count, Egg::count);
    }

    enum Single {
        IT;
        private int n;

        synchronized int next() {
            return ++n;
        }
    }

    @Expected(RIGHT)
    static void enumSingleton() throws Exception {
        together(Single.IT::next, Single.IT::next);
        check(Single.IT.next() == 3, "" + Single.IT.n);
    }

    static final class Checked {
        private static Checked plain;
        private static volatile Checked safe;
        int value = 7;

        static Checked plain() {
            if (plain == null) {
                synchronized (Checked.class) {
                    if (plain == null) plain = new Checked();
                }
            }
            return plain;
        }

        static Checked safe() {
            if (safe == null) {
                synchronized (Checked.class) {
                    if (safe == null) safe = new Checked();
                }
            }
            return safe;
        }
    }

    @Expected(
            value = WRONG,
            because = "race",
            races = {"Checked.plain", "Checked.value"})
    static void doubleCheckedLocking() throws Exception {
        Runnable use = () -> check(Checked.plain().value == 7, "");
        together(use, use);
    }

    @Expected(RIGHT)
    static void doubleCheckedLockingByAVolatile() throws Exception {
        Runnable use = () -> check(Checked.safe().value == 7, "");
        virtually(use, use);
    }

    static final class Mixed {
        static int n;

        static synchronized void one() {
            n++;
        }

        synchronized void other() {
            n++;
        }
    }

    @Expected(value = WRONG, because = "1", races = "Mixed.n")
    static void lockOfTheClassAndLockOfTheObject() throws Exception {
        var mixed = new Mixed();
        together(Mixed::one, mixed::other);
        check(Mixed.n == 2, "" + Mixed.n);
    }

    // ---- more locks

    @Expected(value = WRONG, because = "deadlock")
    static void philosophers() throws Exception {
        dine(false);
    }

    @Expected(RIGHT)
    static void philosophersWhoTakeTheLowerForkFirst() throws Exception {
        dine(true);
    }

    private static void dine(boolean ordered) throws Exception {
        List<Object> forks = List.of(new Object(), new Object(), new Object());
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int left = i;
            int right = (i + 1) % 3;
            Object first = forks.get(ordered ? Math.min(left, right) : left);
            Object second = forks.get(ordered ? Math.max(left, right) : right);
            all.add(Thread.ofVirtual().name("philosopher " + i).start(() -> {
                synchronized (first) {
                    synchronized (second) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        for (Thread each : all) each.join();
    }

    @Expected(value = WRONG, because = "1", races = "int[]")
    static void writesUnderTheReadLock() throws Exception {
        var lock = new ReentrantReadWriteLock();
        int[] n = new int[1];
        Runnable work = () -> {
            lock.readLock().lock();
            n[0]++;
            lock.readLock().unlock();
        };
        together(work, work);
        check(n[0] == 2, "" + n[0]);
    }

    static final class SpinLock {
        private final AtomicBoolean taken = new AtomicBoolean();

        void lock() {
            while (!taken.compareAndSet(false, true)) {}
        }

        void unlock() {
            taken.set(false);
        }
    }

    @Expected(RIGHT)
    static void spinLock() throws Exception {
        var lock = new SpinLock();
        var counter = new Zoo.Counter();
        Runnable work = () -> {
            lock.lock();
            counter.n++;
            lock.unlock();
        };
        together(work, work);
        check(counter.n == 2, "" + counter.n);
    }

    static final class Mutex extends AbstractQueuedSynchronizer {
        @Override
        protected boolean tryAcquire(int unused) {
            return compareAndSetState(0, 1);
        }

        @Override
        protected boolean tryRelease(int unused) {
            setState(0);
            return true;
        }
    }

    @Expected(RIGHT)
    static void lockOfOnesOwn() throws Exception {
        var lock = new Mutex();
        var counter = new Zoo.Counter();
        Runnable work = () -> {
            lock.acquire(1);
            counter.n++;
            lock.release(1);
        };
        virtually(work, work);
        check(counter.n == 2, "" + counter.n);
    }

    @Expected(value = WRONG, because = "deadlock")
    static void exceptionThatKeepsTheLock() throws Exception {
        var lock = new ReentrantLock();
        Runnable work = () -> {
            lock.lock();
            try {
                throw new IllegalStateException();
            } catch (IllegalStateException e) {
                // and never unlocks
            }
        };
        together(work, work);
    }

    @Expected(RIGHT)
    static void exceptionInASynchronizedBlock() throws Exception {
        Object lock = new Object();
        Runnable work = () -> {
            try {
                synchronized (lock) {
                    throw new IllegalStateException();
                }
            } catch (IllegalStateException e) {
                check(!Thread.holdsLock(lock), "");
            }
        };
        together(work, work);
    }

    @Expected(RIGHT)
    static void reentrant() throws Exception {
        Object lock = new Object();
        int[] n = new int[1];
        Runnable work = () -> {
            synchronized (lock) {
                synchronized (lock) {
                    n[0]++;
                }
                n[0]++;
            }
        };
        virtually(work, work);
        check(n[0] == 4, "");
    }

    @Expected(value = WRONG, because = "IllegalMonitorStateException")
    static void notifiesWithoutTheLock() throws Exception {
        new Object().notify();
    }

    @Expected(RIGHT)
    static void lockInterruptibly() throws Exception {
        var lock = new ReentrantLock();
        lock.lock();
        var ended = new AtomicBoolean();
        Thread a = new Thread(() -> {
            try {
                lock.lockInterruptibly();
            } catch (InterruptedException e) {
                ended.set(true);
            }
        });
        a.start();
        a.interrupt();
        a.join();
        check(ended.get(), "");
    }

    @Expected(RIGHT)
    static void interruptedInWait() throws Exception {
        Object lock = new Object();
        Thread a = new Thread(() -> {
            synchronized (lock) {
                try {
                    lock.wait();
                    check(false, "nobody notifies");
                } catch (InterruptedException e) {
                    check(Thread.holdsLock(lock), "");
                }
            }
        });
        a.start();
        a.interrupt();
        a.join();
    }

    @Expected(RIGHT)
    static void parked() throws Exception {
        var open = new AtomicBoolean();
        Thread a = Thread.startVirtualThread(() -> {
            while (!open.get()) LockSupport.park();
        });
        open.set(true);
        LockSupport.unpark(a);
        a.join();
    }

    @Expected(value = WRONG, because = "deadlock")
    static void unparkedTooEarlyToBeSeen() throws Exception {
        var open = new AtomicBoolean();
        Thread a = Thread.startVirtualThread(() -> {
            while (!open.get()) LockSupport.park();
        });
        LockSupport.unpark(a);
        open.set(true);
        a.join();
    }

    // ---- collections

    @Expected(value = WRONG, because = "race", races = "ArrayList")
    static void plainListInAConcurrentMap() throws Exception {
        var map = new ConcurrentHashMap<String, List<Integer>>();
        Runnable work = () -> map.computeIfAbsent("a", key -> new ArrayList<>()).add(1);
        together(work, work);
        check(map.get("a").size() == 2, "");
    }

    @Expected(RIGHT)
    static void walkThroughAConcurrentMap() throws Exception {
        Map<Integer, Integer> map = new ConcurrentHashMap<>(Map.of(1, 1));
        together(() -> map.put(2, 2), () -> {
            for (int each : map.keySet()) check(each > 0, "");
        });
    }

    @Expected(value = WRONG, because = "ConcurrentModificationException", races = "HashMap")
    static void walkThroughAPlainMap() throws Exception {
        Map<Integer, Integer> map = new HashMap<>(Map.of(1, 1, 3, 3));
        together(() -> map.put(2, 2), () -> {
            for (var each : map.entrySet()) check(each.getKey() > 0, "");
        });
    }

    @Expected(value = WRONG, because = "ArrayIndexOutOfBoundsException")
    static void vectorInTwoSteps() throws Exception {
        var vector = new Vector<>(List.of(1));
        Runnable take = () -> {
            if (!vector.isEmpty()) vector.remove(vector.size() - 1);
        };
        together(take, take);
    }

    @Expected(value = WRONG, because = "race", races = "StringBuilder")
    static void textBuiltByTwo() throws Exception {
        var text = new StringBuilder();
        virtually(() -> text.append("a"), () -> text.append("b"));
    }

    @Expected(RIGHT)
    static void textBuiltByTwoInABuffer() throws Exception {
        var text = new StringBuffer();
        virtually(() -> text.append("a"), () -> text.append("b"));
        check(text.length() == 2, "");
    }

    @Expected(RIGHT)
    static void computedOnce() throws Exception {
        var map = new ConcurrentHashMap<String, Integer>();
        var made = new AtomicInteger();
        Runnable work = () -> map.computeIfAbsent("a", key -> made.incrementAndGet());
        virtually(work, work);
        check(made.get() == 1, "");
    }

    @Expected(RIGHT)
    static void nodesOfALockFreeStack() throws Exception {
        record Node(int value, Node next) {}
        var top = new AtomicReference<Node>();
        Runnable push = () -> {
            while (true) {
                Node old = top.get();
                if (top.compareAndSet(old, new Node(1, old))) return;
            }
        };
        together(push, push);
        check(top.get().next().value() == 1, "lost");
    }

    @Expected(RIGHT)
    static void objectsHandedOverByAQueue() throws Exception {
        var queue = new ConcurrentLinkedQueue<int[]>();
        together(
                () -> {
                    int[] made = {0};
                    made[0] = 5;
                    queue.add(made);
                },
                () -> {
                    int[] got = queue.poll();
                    if (got != null) check(got[0] == 5, "");
                });
    }

    // ---- rendezvous

    @Expected(RIGHT)
    static void exchanged() throws Exception {
        var exchanger = new Exchanger<Integer>();
        together(
                doing(() -> check(exchanger.exchange(1) == 2, "")), doing(() -> check(exchanger.exchange(2) == 1, "")));
    }

    @Expected(RIGHT)
    static void synchronousQueue() throws Exception {
        var queue = new SynchronousQueue<Integer>();
        virtually(doing(() -> queue.put(3)), doing(() -> check(queue.take() == 3, "")));
    }

    @Expected(RIGHT)
    static void poison() throws Exception {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        int[] sum = new int[1];
        together(
                doing(() -> {
                    queue.put(1);
                    queue.put(2);
                    queue.put(-1);
                }),
                doing(() -> {
                    for (int got; (got = queue.take()) >= 0; ) sum[0] += got;
                }));
        check(sum[0] == 3, "");
    }

    @Expected(value = WRONG, because = "TimeoutException")
    static void barrierThatWaitsNotLongEnough() throws Exception {
        var barrier = new CyclicBarrier(2);
        together(doing(() -> barrier.await(10, TimeUnit.MILLISECONDS)), doing(() -> {
            try {
                barrier.await();
            } catch (BrokenBarrierException e) {
                // the other one gave up
            }
        }));
    }

    @Expected(RIGHT)
    static void semaphoreThatHandsOver() throws Exception {
        var given = new Semaphore(0);
        int[] box = new int[1];
        together(
                () -> {
                    box[0] = 1;
                    given.release();
                },
                doing(() -> {
                    given.acquire();
                    check(box[0] == 1, "");
                }));
    }

    @Expected(RIGHT)
    static void waitsWithALimit() throws Exception {
        Object lock = new Object();
        boolean[] done = new boolean[1];
        together(
                doing(() -> {
                    synchronized (lock) {
                        for (int i = 0; i < 2 && !done[0]; i++) lock.wait(50);
                    }
                }),
                () -> {
                    synchronized (lock) {
                        done[0] = true;
                        lock.notifyAll();
                    }
                });
    }

    @Expected(value = WRONG, because = "too early")
    static void joinedNotLongEnough() throws Exception {
        int[] box = new int[1];
        Thread a = new Thread(() -> box[0] = 1);
        a.start();
        a.join(100);
        check(box[0] == 1, "too early");
    }

    // ---- tasks and futures

    @Expected(RIGHT)
    static void invokeAll() throws Exception {
        try (var pool = Executors.newFixedThreadPool(2)) {
            int[] parts = new int[2];
            List<Callable<Integer>> tasks = List.of(() -> parts[0] = 1, () -> parts[1] = 2);
            int sum = 0;
            for (Future<Integer> each : pool.invokeAll(tasks)) sum += each.get();
            check(sum == 3 && parts[0] + parts[1] == 3, "");
        }
    }

    @Expected(RIGHT)
    static void firstResultWins() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            int got = pool.invokeAny(List.of(() -> 1, () -> 2));
            check(got == 1 || got == 2, "");
        }
    }

    @Expected(value = WRONG, because = "the second")
    static void whoeverIsFirst() throws Exception {
        try (var pool = Executors.newFixedThreadPool(2)) {
            var service = new ExecutorCompletionService<Integer>(pool);
            service.submit(() -> 1);
            service.submit(() -> 2);
            check(service.take().get() == 1, "the second came first");
        }
    }

    static final class Task implements Runnable {
        int result;

        @Override
        public void run() {
            result = 5;
        }
    }

    @Expected(RIGHT)
    static void taskWithAClassOfItsOwn() throws Exception {
        var task = new Task();
        task.result = 1;
        try (var pool = Executors.newSingleThreadExecutor()) {
            pool.submit(task).get();
            check(task.result == 5, "");
        }
    }

    @Expected(RIGHT)
    static void futureTask() throws Exception {
        int[] box = new int[1];
        var task = new FutureTask<>(() -> box[0] = 3);
        new Thread(task).start();
        check(task.get() == 3 && box[0] == 3, "");
    }

    @Expected(RIGHT)
    static void futureTaskInAPool() throws Exception {
        int[] box = {1};
        var task = new FutureTask<>(() -> ++box[0]);
        var pool = Executors.newSingleThreadExecutor();
        pool.execute(task);
        check(task.get() == 2 && box[0] == 2, "");
        pool.shutdown();
    }

    @Expected(RIGHT)
    static void cancelled() throws Exception {
        try (var pool = Executors.newFixedThreadPool(1)) {
            var started = new CountDownLatch(1);
            Future<?> task = pool.submit(() -> {
                started.countDown();
                Thread.sleep(1_000_000);
                return null;
            });
            started.await();
            task.cancel(true);
            check(task.isCancelled(), "");
        }
    }

    @Expected(RIGHT)
    static void chainOfFutures() throws Exception {
        var text = new StringBuilder();
        CompletableFuture<Void> chain = CompletableFuture.runAsync(() -> text.append("a"))
                .thenRunAsync(() -> text.append("b"))
                .thenCompose(unused -> CompletableFuture.runAsync(() -> text.append("c")));
        chain.join();
        check(text.toString().equals("abc"), "");
    }

    @Expected(RIGHT)
    static void completedByHand() throws Exception {
        var future = new CompletableFuture<int[]>();
        together(
                () -> {
                    int[] made = {0};
                    made[0] = 4;
                    future.complete(made);
                },
                () -> check(future.join()[0] == 4, ""));
    }

    @Expected(RIGHT)
    static void futureWithATimeout() throws Exception {
        var future = new CompletableFuture<Integer>().orTimeout(100, TimeUnit.MILLISECONDS);
        try {
            future.join();
            check(false, "nobody completes it");
        } catch (CompletionException e) {
            check(e.getCause() instanceof TimeoutException, "");
        }
    }

    @Expected(value = WRONG, because = "0")
    static void futureWithADefault() throws Exception {
        CompletableFuture<Integer> future =
                CompletableFuture.supplyAsync(() -> 1).completeOnTimeout(0, 10, TimeUnit.MILLISECONDS);
        check(future.join() == 1, "" + future.join());
    }

    @Expected(RIGHT)
    static void scheduled() throws Exception {
        try (var timer = Executors.newScheduledThreadPool(1)) {
            var ticks = new CountDownLatch(3);
            Future<?> ticking = timer.scheduleAtFixedRate(ticks::countDown, 10, 10, TimeUnit.MILLISECONDS);
            Future<Integer> later = timer.schedule(() -> 7, 1, TimeUnit.HOURS);
            ticks.await();
            ticking.cancel(false);
            check(later.get() == 7, "");
        }
    }

    // ---- what once was judged wrongly

    @Expected(value = WRONG, because = "race", races = "Flag.plain")
    static void stopFlagOfACounterThatRunsFirst() throws Exception {
        var flag = new Zoo.Flag();
        Thread runner = new Thread(() -> {
            long n = 0;
            while (!flag.plain) n++;
        });
        runner.start();
        Thread.sleep(10_000);
        flag.plain = true;
        runner.join();
    }

    @Expected(RIGHT)
    static void volatileStopFlagOfACounterThatRunsFirst() throws Exception {
        var flag = new Zoo.Flag();
        Thread runner = Thread.startVirtualThread(() -> {
            long n = 0;
            while (!flag.safe) n++;
        });
        Thread.sleep(100);
        flag.safe = true;
        runner.join();
    }

    @Expected(RIGHT)
    static void computesForLongerThanAGuardMayThink() throws Exception {
        int[] squares = new int[2000];
        ExecutorService pool = Executors.newFixedThreadPool(1);
        pool.submit(() -> {
            for (int i = 0; i < squares.length; i++) squares[i] = i * i;
        });
        pool.shutdown();
        check(pool.awaitTermination(1, TimeUnit.MINUTES), "it hangs");
    }

    @Expected(RIGHT)
    static void barrierWithAnAction() throws Exception {
        int[] parts = new int[2];
        int[] sum = new int[1];
        var barrier = new CyclicBarrier(2, () -> sum[0] = parts[0] + parts[1]);
        together(
                doing(() -> {
                    parts[0] = 1;
                    barrier.await();
                    check(sum[0] == 3, "");
                }),
                doing(() -> {
                    parts[1] = 2;
                    barrier.await();
                    check(sum[0] == 3, "");
                }));
    }

    @Expected(RIGHT)
    static void pausesByDice() throws Exception {
        var counter = new AtomicInteger();
        Runnable work = doing(() -> {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, 100));
            counter.incrementAndGet();
        });
        together(work, work);
        check(counter.get() == 2, "");
    }

    static final class Updated {
        static final AtomicIntegerFieldUpdater<Updated> STATE =
                AtomicIntegerFieldUpdater.newUpdater(Updated.class, "state");
        volatile int state;
        int data;
    }

    @Expected(RIGHT)
    static void fieldUpdater() throws Exception {
        var it = new Updated();
        together(
                () -> {
                    it.data = 1;
                    Updated.STATE.set(it, 1);
                },
                () -> {
                    if (it.state == 1) check(it.data == 1, "");
                });
    }

    @Expected(value = WRONG, because = "race", races = "ArrayList")
    static void copyOfAListThatIsBeingChanged() throws Exception {
        List<String> clients = new ArrayList<>(List.of("ann", "bob"));
        together(() -> clients.add("cid"), () -> {
            for (String each : new ArrayList<>(clients)) check(!each.isEmpty(), "");
        });
    }

    @Expected(value = WRONG, because = "race", races = "ArrayList")
    static void anotherCopyOfAListThatIsBeingChanged() throws Exception {
        List<String> clients = new ArrayList<>(List.of("ann", "bob"));
        together(() -> clients.add("cid"), () -> {
            for (String each : List.copyOf(clients)) check(!each.isEmpty(), "");
        });
    }

    @Expected(value = WRONG, because = "race", races = "ArrayList")
    static void listAddedToAnother() throws Exception {
        List<String> clients = new ArrayList<>(List.of("ann", "bob"));
        List<String> others = new ArrayList<>();
        together(() -> clients.add("cid"), () -> others.addAll(clients));
    }

    @Expected(value = WRONG, because = "the counter says", races = "Counter.n")
    static void threeHundredIncrements() throws Exception {
        var counter = new Zoo.Counter();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(new Thread(() -> {
                for (int k = 0; k < 100; k++) counter.increment();
            }));
        }
        for (Thread each : threads) each.start();
        for (Thread each : threads) each.join();
        check(counter.n == 300, "the counter says " + counter.n);
    }

    @Expected(value = CANNOT_JUDGE, because = "System.setOut")
    static void redirectsTheOutput() {
        System.setOut(new java.io.PrintStream(new java.io.ByteArrayOutputStream()));
    }

    @Expected(RIGHT)
    static void printsByTwo() throws Exception {
        together(() -> System.out.println("a"), () -> IO.println("b"));
    }

    // ---- our own event loop

    @Expected(value = WRONG, because = "an update is lost")
    static void raceAcrossAnAwait() {
        int[] balance = {0};
        EventLoop.run(() -> {
            Callable<Void> pay = () -> {
                int read = balance[0];
                Coroutines.sleep(Duration.ofMillis(10));
                balance[0] = read + 1;
                return null;
            };
            Coroutines.gather(Coroutines.spawn("ann", pay), Coroutines.spawn("bob", pay));
        });
        check(balance[0] == 2, "an update is lost");
    }

    @Expected(RIGHT)
    static void noAwaitBetweenReadAndWrite() {
        int[] balance = {0};
        EventLoop.run(() -> {
            Callable<Void> pay = () -> {
                Coroutines.sleep(Duration.ofMillis(10));
                balance[0] = balance[0] + 1;
                return null;
            };
            Coroutines.gather(Coroutines.spawn("ann", pay), Coroutines.spawn("bob", pay));
        });
        check(balance[0] == 2, "an update is lost");
    }

    @Expected(value = WRONG, because = "bob came first")
    static void orderOfCallbacks() {
        List<String> order = new ArrayList<>();
        EventLoop.run(() -> {
            Coroutines.gather(
                    Coroutines.spawn("ann", () -> order.add("ann")), Coroutines.spawn("bob", () -> order.add("bob")));
        });
        check(order.getFirst().equals("ann"), "bob came first");
    }

    @Expected(RIGHT)
    static void offloadedWork() {
        int[] box = {0};
        EventLoop.run(() -> {
            Integer got = Coroutines.await(Coroutines.offload(() -> box[0] = 5));
            check(got == 5 && box[0] == 5, "");
        });
    }

    // ---- this and that

    @Expected(RIGHT)
    static void clockThatIsWaitedFor() {
        long end = System.nanoTime() + 50_000_000;
        while (System.nanoTime() < end) {}
    }

    @Expected(RIGHT)
    static void dice() throws Exception {
        var random = new Random();
        int sum = random.nextInt(100) + (int) (Math.random() * 10);
        Thread.sleep(sum);
        var queue = new PriorityQueue<Integer>(Comparator.reverseOrder());
        queue.add(sum);
        check(queue.poll() == sum, "");
    }

    @Expected(RIGHT)
    static void threadLocals() throws Exception {
        ThreadLocal<int[]> mine = ThreadLocal.withInitial(() -> new int[1]);
        Runnable work = () -> check(++mine.get()[0] == 1, "not mine");
        together(work, work);
    }

    static final class Handled {
        private static final VarHandle N;

        static {
            try {
                N = MethodHandles.lookup().findVarHandle(Handled.class, "n", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int n;

        void increment() {
            N.getAndAdd(this, 1);
        }

        int get() {
            return (int) N.getVolatile(this);
        }
    }

    @Expected(RIGHT)
    static void varHandle() throws Exception {
        var handled = new Handled();
        together(handled::increment, handled::increment);
        check(handled.get() == 2, "" + handled.get());
    }

    @Expected(value = WRONG, because = "StackOverflowError")
    static void endlessRecursion() {
        endlessRecursion();
    }

    @Expected(value = WRONG, because = "for ever")
    static void twoWhoWaitBusily() throws Exception {
        var flag = new Zoo.Flag();
        together(
                () -> {
                    while (!flag.plain) Thread.yield();
                    flag.safe = true;
                },
                () -> {
                    while (!flag.safe) Thread.yield();
                    flag.plain = true;
                });
    }

    @Expected(RIGHT)
    static void twoWhoWaitBusilyForAThirdWhoSleeps() throws Exception {
        var flag = new AtomicBoolean();
        Thread sleeper = new Thread(doing(() -> {
            Thread.sleep(1000);
            flag.set(true);
        }));
        sleeper.start();
        together(
                () -> {
                    while (!flag.get()) Thread.yield();
                },
                () -> {
                    while (!flag.get()) {}
                });
    }

    @Expected(RIGHT)
    static void readsForLong() {
        var counter = new Zoo.Counter();
        int sum = 0;
        for (int i = 0; i < 15_000; i++) sum += counter.n;
        check(sum == 0, "");
    }

    @Expected(value = CANNOT_JUDGE, because = "does not come to an end")
    static void readsForTooLong() {
        var counter = new Zoo.Counter();
        int sum = 0;
        for (int i = 0; i < 150_000; i++) sum += counter.n;
        check(sum == 0, "");
    }

    @Expected(value = CANNOT_JUDGE, because = "fork/join")
    static void forkJoin() {
        java.util.concurrent.ForkJoinPool.commonPool().submit(() -> 1).join();
    }

    @Expected(value = CANNOT_JUDGE, because = "ServerSocket")
    static void socket() throws Exception {
        new java.net.ServerSocket(0).close();
    }

    @Expected(value = CANNOT_JUDGE, because = "System.exit")
    static void exit() {
        System.exit(0);
    }

    @Expected(value = WRONG, because = "wrong even by one thread")
    static void wrongByItself() {
        check(false, "wrong even by one thread");
    }
}
