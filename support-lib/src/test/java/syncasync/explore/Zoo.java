package syncasync.explore;

import static syncasync.explore.Answer.CANNOT_JUDGE;
import static syncasync.explore.Answer.RIGHT;
import static syncasync.explore.Answer.WRONG;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Small programs, right and wrong, each with what an explorer has to say of it. */
final class Zoo {
    private Zoo() {}

    static void check(boolean good, String otherwise) {
        if (!good) throw new AssertionError(otherwise);
    }

    static void together(Runnable first, Runnable second) throws InterruptedException {
        Thread ann = new Thread(first, "ann");
        Thread bob = new Thread(second, "bob");
        ann.start();
        bob.start();
        ann.join();
        bob.join();
    }

    static void virtually(Runnable first, Runnable second) throws InterruptedException {
        Thread ann = Thread.ofVirtual().name("ann").start(first);
        Thread bob = Thread.ofVirtual().name("bob").start(second);
        ann.join();
        bob.join();
    }

    // ---- counters

    static class Counter {
        int n;

        void increment() {
            n++;
        }

        synchronized void incrementLocked() {
            n++;
        }

        synchronized int value() {
            return n;
        }
    }

    @Expected(value = WRONG, because = "the counter says 1", races = "Counter.n")
    static void lostUpdate() throws Exception {
        var counter = new Counter();
        together(counter::increment, counter::increment);
        check(counter.n == 2, "the counter says " + counter.n);
    }

    @Expected(value = WRONG, because = "the counter says 1", races = "Counter.n")
    static void lostUpdateVirtually() throws Exception {
        var counter = new Counter();
        virtually(counter::increment, counter::increment);
        check(counter.n == 2, "the counter says " + counter.n);
    }

    @Expected(RIGHT)
    static void lockedCounter() throws Exception {
        var counter = new Counter();
        together(counter::incrementLocked, counter::incrementLocked);
        check(counter.n == 2, "the counter says " + counter.n);
    }

    @Expected(RIGHT)
    static void lockedCounterVirtually() throws Exception {
        var counter = new Counter();
        virtually(counter::incrementLocked, counter::incrementLocked);
        check(counter.value() == 2, "the counter says " + counter.n);
    }

    static volatile int volatileCount;

    @Expected(value = WRONG, because = "1")
    static void volatileIsNotAtomic() throws Exception {
        together(() -> volatileCount++, () -> volatileCount++);
        check(volatileCount == 2, "" + volatileCount);
    }

    @Expected(RIGHT)
    static void atomicCounter() throws Exception {
        var counter = new AtomicInteger();
        virtually(counter::incrementAndGet, counter::incrementAndGet);
        check(counter.get() == 2, "" + counter);
    }

    @Expected(value = WRONG, because = "1")
    static void atomicButInTwoSteps() throws Exception {
        var counter = new AtomicInteger();
        Runnable work = () -> counter.set(counter.get() + 1);
        together(work, work);
        check(counter.get() == 2, "" + counter.get());
    }

    @Expected(value = WRONG, because = "1", races = "int[]")
    static void elementOfAnArray() throws Exception {
        int[] counts = new int[2];
        virtually(() -> counts[1]++, () -> counts[1]++);
        check(counts[1] == 2, "" + counts[1]);
    }

    @Expected(RIGHT)
    static void anElementEach() throws Exception {
        int[] counts = new int[2];
        virtually(() -> counts[0]++, () -> counts[1]++);
        check(counts[0] + counts[1] == 2, "");
    }

    static int total;

    @Expected(RIGHT)
    static void oneAfterTheOther() throws Exception {
        Thread first = new Thread(() -> total++);
        first.start();
        first.join();
        Thread second = new Thread(() -> total++);
        second.start();
        second.join();
        check(total == 2, "" + total);
    }

    // ---- check, then act

    @Expected(value = WRONG, because = "sold twice")
    static void checkThenAct() throws Exception {
        Map<String, String> seats = new ConcurrentHashMap<>();
        var sold = new AtomicInteger();
        Runnable buy = () -> {
            if (!seats.containsKey("A1")) {
                seats.put("A1", Thread.currentThread().getName());
                sold.incrementAndGet();
            }
        };
        together(buy, buy);
        check(sold.get() == 1, "sold twice");
    }

    @Expected(RIGHT)
    static void putIfAbsent() throws Exception {
        Map<String, String> seats = new ConcurrentHashMap<>();
        var sold = new AtomicInteger();
        Runnable buy = () -> {
            if (seats.putIfAbsent("A1", Thread.currentThread().getName()) == null) sold.incrementAndGet();
        };
        together(buy, buy);
        check(sold.get() == 1, "sold twice");
    }

    @Expected(RIGHT)
    static void merged() throws Exception {
        var counts = new ConcurrentHashMap<String, Integer>();
        Runnable work = () -> counts.merge("a", 1, (x, y) -> x + y);
        virtually(work, work);
        check(counts.get("a") == 2, "");
    }

    static final class Account {
        private int balance;

        Account(int balance) {
            this.balance = balance;
        }

        synchronized int balance() {
            return balance;
        }

        synchronized void add(int amount) {
            balance += amount;
        }
    }

    @Expected(value = WRONG, because = "overdrawn")
    static void bankInTwoSteps() throws Exception {
        var account = new Account(100);
        Runnable take = () -> {
            if (account.balance() >= 80) account.add(-80);
        };
        together(take, take);
        check(account.balance() >= 0, "overdrawn");
    }

    @Expected(RIGHT)
    static void bankInOneStep() throws Exception {
        var account = new Account(100);
        Runnable take = () -> {
            synchronized (account) {
                if (account.balance() >= 80) account.add(-80);
            }
        };
        virtually(take, take);
        check(account.balance() == 20, "overdrawn");
    }

    // ---- locks

    @Expected(value = WRONG, because = "deadlock")
    static void deadlock() throws Exception {
        Account a = new Account(1);
        Counter b = new Counter();
        together(
                () -> {
                    synchronized (a) {
                        synchronized (b) {
                            b.n++;
                        }
                    }
                },
                () -> {
                    synchronized (b) {
                        synchronized (a) {
                            b.n++;
                        }
                    }
                });
    }

    @Expected(RIGHT)
    static void locksInOneOrder() throws Exception {
        Account a = new Account(1);
        Counter b = new Counter();
        Runnable work = () -> {
            synchronized (a) {
                synchronized (b) {
                    b.n++;
                }
            }
        };
        virtually(work, work);
        check(b.n == 2, "");
    }

    @Expected(value = WRONG, because = "deadlock")
    static void deadlockOfReentrantLocks() throws Exception {
        var a = new ReentrantLock();
        var b = new ReentrantLock();
        virtually(
                () -> {
                    a.lock();
                    b.lock();
                    b.unlock();
                    a.unlock();
                },
                () -> {
                    b.lock();
                    a.lock();
                    a.unlock();
                    b.unlock();
                });
    }

    @Expected(RIGHT)
    static void tryLockGivesUp() throws Exception {
        var a = new ReentrantLock();
        var b = new ReentrantLock();
        together(() -> both(a, b), () -> both(b, a));
    }

    private static void both(ReentrantLock first, ReentrantLock second) {
        first.lock();
        try {
            if (second.tryLock()) second.unlock();
        } finally {
            first.unlock();
        }
    }

    @Expected(value = WRONG, because = "", races = "HashMap")
    static void twoLocksForOneMap() throws Exception {
        Map<String, Integer> map = new HashMap<>();
        Object one = new Object();
        Object other = new Object();
        map.put("a", 0);
        together(
                () -> {
                    synchronized (one) {
                        map.put("a", map.get("a") + 1);
                    }
                },
                () -> {
                    synchronized (other) {
                        map.put("a", map.get("a") + 1);
                    }
                });
        check(map.get("a") == 2, "an update is lost: " + map.get("a"));
    }

    @Expected(RIGHT)
    static void oneLockForOneMap() throws Exception {
        Map<String, Integer> map = new HashMap<>();
        map.put("a", 0);
        Runnable work = () -> {
            synchronized (map) {
                map.put("a", map.get("a") + 1);
            }
        };
        virtually(work, work);
        check(map.get("a") == 2, "");
    }

    @Expected(RIGHT)
    static void readersAndAWriter() throws Exception {
        var lock = new ReentrantReadWriteLock();
        int[] pair = new int[2];
        together(
                () -> {
                    lock.writeLock().lock();
                    pair[0]++;
                    pair[1]++;
                    lock.writeLock().unlock();
                },
                () -> {
                    lock.readLock().lock();
                    check(pair[0] == pair[1], "torn");
                    lock.readLock().unlock();
                });
    }

    @Expected(RIGHT)
    static void optimisticRead() throws Exception {
        var lock = new StampedLock();
        int[] pair = new int[2];
        virtually(
                () -> {
                    long stamp = lock.writeLock();
                    pair[0]++;
                    pair[1]++;
                    lock.unlockWrite(stamp);
                },
                () -> {
                    long stamp = lock.tryOptimisticRead();
                    int a = pair[0];
                    int b = pair[1];
                    if (!lock.validate(stamp)) {
                        stamp = lock.readLock();
                        a = pair[0];
                        b = pair[1];
                        lock.unlockRead(stamp);
                    }
                    check(a == b, "torn");
                });
    }

    // ---- visibility

    static final class Flag {
        boolean plain;
        volatile boolean safe;
        int data;
    }

    @Expected(value = WRONG, because = "race", races = "Flag.plain")
    static void stopFlag() throws Exception {
        var flag = new Flag();
        Thread runner = new Thread(
                () -> {
                    while (!flag.plain) Thread.onSpinWait();
                },
                "runner");
        runner.start();
        flag.plain = true;
        runner.join();
    }

    @Expected(RIGHT)
    static void volatileStopFlag() throws Exception {
        var flag = new Flag();
        Thread runner = new Thread(
                () -> {
                    while (!flag.safe) Thread.onSpinWait();
                    check(flag.data == 1, "stale");
                },
                "runner");
        runner.start();
        flag.data = 1;
        flag.safe = true;
        runner.join();
    }

    @Expected(RIGHT)
    static void volatileStopFlagInABareLoop() throws Exception {
        var flag = new Flag();
        Thread runner = Thread.startVirtualThread(() -> {
            while (!flag.safe) {}
        });
        flag.safe = true;
        runner.join();
    }

    @Expected(value = WRONG, because = "made twice", races = "Zoo.instance")
    static void lazy() throws Exception {
        together(Zoo::instance, Zoo::instance);
        check(made.get() == 1, "made twice");
    }

    private static Object instance;
    private static final AtomicInteger made = new AtomicInteger();

    private static Object instance() {
        if (instance == null) {
            made.incrementAndGet();
            instance = new Object();
        }
        return instance;
    }

    static final class Lazily {
        static final Counter IT = make();

        private static Counter make() {
            Counter made = new Counter();
            made.n = 7;
            return made;
        }
    }

    @Expected(RIGHT)
    static void holder() throws Exception {
        Runnable look = () -> check(Lazily.IT.n == 7, "not ready");
        together(look, look);
    }

    // ---- lists

    @Expected(value = WRONG, because = "ConcurrentModificationException", races = "ArrayList")
    static void chat() throws Exception {
        List<String> clients = new ArrayList<>(List.of("ann", "bob", "cid"));
        together(
                () -> {
                    for (String each : clients) each.length();
                },
                () -> clients.remove("ann"));
    }

    @Expected(RIGHT)
    static void chatOnCopies() throws Exception {
        List<String> clients = new CopyOnWriteArrayList<>(List.of("ann", "bob", "cid"));
        virtually(
                () -> {
                    for (String each : clients) each.length();
                },
                () -> clients.remove("ann"));
        check(clients.size() == 2, "");
    }

    @Expected(value = WRONG, because = "race", races = "ArrayList")
    static void plainList() throws Exception {
        List<Integer> list = new ArrayList<>();
        together(() -> list.add(1), () -> list.add(2));
        check(list.size() == 2, "" + list);
    }

    @Expected(RIGHT)
    static void synchronizedList() throws Exception {
        List<Integer> list = Collections.synchronizedList(new ArrayList<>());
        together(() -> list.add(1), () -> list.add(2));
        check(list.size() == 2, "" + list);
    }

    @Expected(value = WRONG, because = "ConcurrentModificationException", races = "synchronizedList")
    static void synchronizedListWalked() throws Exception {
        List<Integer> list = Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));
        virtually(
                () -> {
                    for (int each : list) check(each > 0, "");
                },
                () -> list.add(3));
    }

    @Expected(RIGHT)
    static void synchronizedListWalkedUnderItsLock() throws Exception {
        List<Integer> list = Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));
        together(
                () -> {
                    synchronized (list) {
                        for (int each : list) check(each > 0, "");
                    }
                },
                () -> list.add(3));
    }

    // ---- waiting for one another

    static final class Box {
        private final List<Integer> items = new ArrayList<>();
        private final int most = 1;

        synchronized void putIf(int item) throws InterruptedException {
            if (items.size() == most) wait();
            items.add(item);
            notifyAll();
        }

        synchronized int takeIf() throws InterruptedException {
            if (items.isEmpty()) wait();
            notifyAll();
            return items.removeFirst();
        }

        synchronized void put(int item) throws InterruptedException {
            while (items.size() == most) wait();
            items.add(item);
            notifyAll();
        }

        synchronized int take() throws InterruptedException {
            while (items.isEmpty()) wait();
            notifyAll();
            return items.removeFirst();
        }

        synchronized void putNotify(int item) throws InterruptedException {
            while (items.size() == most) wait();
            items.add(item);
            notify();
        }

        synchronized int takeNotify() throws InterruptedException {
            while (items.isEmpty()) wait();
            notify();
            return items.removeFirst();
        }
    }

    interface Act {
        void run() throws Exception;
    }

    static Runnable doing(Act act) {
        return () -> {
            try {
                act.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Expected(value = WRONG, because = "NoSuchElementException")
    static void bufferWithIf() throws Exception {
        var box = new Box();
        Thread other = new Thread(doing(box::takeIf), "cid");
        other.start();
        together(doing(box::takeIf), doing(() -> {
            box.putIf(1);
            box.putIf(2);
        }));
        other.join();
    }

    @Expected(RIGHT)
    static void bufferWithWhile() throws Exception {
        var box = new Box();
        Thread other = new Thread(doing(box::take), "cid");
        other.start();
        together(doing(box::take), doing(() -> {
            box.put(1);
            box.put(2);
        }));
        other.join();
    }

    @Expected(value = WRONG, because = "deadlock")
    static void bufferWithNotify() throws Exception {
        var box = new Box();
        Thread other = new Thread(doing(box::takeNotify), "cid");
        other.start();
        Thread fourth = new Thread(doing(() -> box.putNotify(1)), "dan");
        fourth.start();
        together(doing(box::takeNotify), doing(() -> box.putNotify(2)));
        other.join();
        fourth.join();
    }

    @Expected(value = WRONG, because = "deadlock")
    static void notifiedTooEarly() throws Exception {
        Object signal = new Object();
        together(
                doing(() -> {
                    synchronized (signal) {
                        signal.wait();
                    }
                }),
                () -> {
                    synchronized (signal) {
                        signal.notify();
                    }
                });
    }

    @Expected(RIGHT)
    static void conditions() throws Exception {
        var lock = new ReentrantLock();
        Condition filled = lock.newCondition();
        int[] box = new int[1];
        together(
                doing(() -> {
                    lock.lock();
                    try {
                        while (box[0] == 0) filled.await();
                    } finally {
                        lock.unlock();
                    }
                }),
                () -> {
                    lock.lock();
                    try {
                        box[0] = 1;
                        filled.signal();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    @Expected(RIGHT)
    static void queue() throws Exception {
        var queue = new ArrayBlockingQueue<Counter>(1);
        virtually(
                doing(() -> {
                    for (int i = 0; i < 2; i++) {
                        Counter made = new Counter();
                        made.n = i;
                        queue.put(made);
                    }
                }),
                doing(() -> {
                    for (int i = 0; i < 2; i++) check(queue.take().n == i, "out of order");
                }));
    }

    @Expected(RIGHT)
    static void latch() throws Exception {
        var latch = new CountDownLatch(2);
        int[] parts = new int[2];
        Thread ann = Thread.startVirtualThread(() -> {
            parts[0] = 1;
            latch.countDown();
        });
        new Thread(() -> {
                    parts[1] = 1;
                    latch.countDown();
                })
                .start();
        latch.await();
        check(parts[0] + parts[1] == 2, "too early");
    }

    @Expected(RIGHT)
    static void barrier() throws Exception {
        var barrier = new CyclicBarrier(2);
        int[] parts = new int[2];
        together(
                doing(() -> {
                    parts[0] = 1;
                    barrier.await();
                    check(parts[1] == 1, "too early");
                }),
                doing(() -> {
                    parts[1] = 1;
                    barrier.await();
                    check(parts[0] == 1, "too early");
                }));
    }

    @Expected(RIGHT)
    static void phaser() throws Exception {
        var phaser = new Phaser(2);
        int[] parts = new int[2];
        virtually(
                () -> {
                    parts[0] = 1;
                    phaser.arriveAndAwaitAdvance();
                    check(parts[1] == 1, "too early");
                },
                () -> {
                    parts[1] = 1;
                    phaser.arriveAndAwaitAdvance();
                });
    }

    @Expected(value = WRONG, because = "two at once")
    static void semaphoreOfTwo() throws Exception {
        inside(new Semaphore(2));
    }

    @Expected(RIGHT)
    static void semaphoreOfOne() throws Exception {
        inside(new Semaphore(1));
    }

    private static void inside(Semaphore permits) throws Exception {
        var inside = new AtomicInteger();
        Runnable work = doing(() -> {
            permits.acquire();
            check(inside.incrementAndGet() == 1, "two at once");
            inside.decrementAndGet();
            permits.release();
        });
        together(work, work);
    }

    // ---- pools and futures

    @Expected(value = WRONG, because = "1", races = "Counter.n")
    static void pool() throws Exception {
        var counter = new Counter();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<?> one = pool.submit(counter::increment);
        Future<?> other = pool.submit(counter::increment);
        one.get();
        other.get();
        pool.shutdown();
        check(counter.n == 2, "" + counter.n);
    }

    @Expected(RIGHT)
    static void poolRight() throws Exception {
        var counter = new Counter();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            pool.submit(counter::incrementLocked);
            pool.submit(counter::incrementLocked);
        }
        check(counter.n == 2, "" + counter.n);
    }

    @Expected(RIGHT)
    static void poolOfVirtualThreads() throws Exception {
        var counter = new Counter();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> half = pool.submit(() -> {
                counter.n = 1;
                return 1;
            });
            check(half.get() == 1 && counter.n == 1, "");
        }
    }

    @Expected(RIGHT)
    static void failedTask() throws Exception {
        var counter = new Counter();
        try (var pool = Executors.newSingleThreadExecutor()) {
            Future<?> task = pool.submit(() -> {
                counter.n = 5;
                throw new IllegalStateException("no");
            });
            try {
                task.get();
                check(false, "it must fail");
            } catch (ExecutionException e) {
                check(counter.n == 5, "" + counter.n);
            }
        }
    }

    @Expected(value = WRONG, because = "deadlock")
    static void poolThatWaitsForItself() throws Exception {
        try (var pool = Executors.newFixedThreadPool(1)) {
            Future<Integer> outer = pool.submit(() -> pool.submit(() -> 1).get());
            outer.get();
        }
    }

    @Expected(RIGHT)
    static void futures() throws Exception {
        var counter = new Counter();
        CompletableFuture<Integer> a = CompletableFuture.supplyAsync(() -> {
            counter.n = 20;
            return 1;
        });
        CompletableFuture<Integer> both = a.thenCombine(CompletableFuture.supplyAsync(() -> 2), (x, y) -> x + y);
        check(both.thenApplyAsync(x -> x + counter.n).join() == 23, "");
    }

    @Expected(value = WRONG, because = "1", races = "Counter.n")
    static void futuresWrong() throws Exception {
        var counter = new Counter();
        var all = CompletableFuture.allOf(
                CompletableFuture.runAsync(counter::increment), CompletableFuture.runAsync(counter::increment));
        all.join();
        check(counter.n == 2, "" + counter.n);
    }

    // ---- time

    @Expected(value = WRONG, because = "too early", races = "Flag.data")
    static void sleepOrdersNothing() throws Exception {
        var flag = new Flag();
        new Thread(() -> flag.data = 1).start();
        Thread.sleep(1000);
        check(flag.data == 1, "too early");
    }

    @Expected(value = WRONG, because = "nothing came")
    static void pollMayComeToNothing() throws Exception {
        var queue = new LinkedBlockingQueue<Integer>();
        Thread.startVirtualThread(() -> queue.add(1));
        check(queue.poll(200, TimeUnit.MILLISECONDS) != null, "nothing came");
    }

    @Expected(RIGHT)
    static void pollThatMayComeToNothing() throws Exception {
        var queue = new LinkedBlockingQueue<Integer>();
        Thread giver = Thread.startVirtualThread(() -> queue.add(1));
        Integer got = queue.poll(200, TimeUnit.MILLISECONDS);
        giver.join();
        check(got != null || queue.poll() == 1, "it got lost");
    }

    @Expected(value = WRONG, because = "IllegalMonitorStateException")
    static void unlockedWithoutHavingIt() throws Exception {
        var lock = new ReentrantLock();
        Runnable work = doing(() -> {
            try {
                lock.tryLock(10, TimeUnit.MILLISECONDS);
            } finally {
                lock.unlock();
            }
        });
        together(work, work);
    }

    @Expected(RIGHT)
    static void timedOutFuture() throws Exception {
        Future<Integer> slow;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            slow = pool.submit(() -> {
                Thread.sleep(100);
                return 1;
            });
            try {
                check(slow.get(10, TimeUnit.MILLISECONDS) == 1, "");
            } catch (TimeoutException e) {
                check(!Thread.currentThread().isInterrupted(), "");
            }
        }
        check(slow.get() == 1, "");
    }

    @Expected(RIGHT)
    static void guardedByALongTimeout() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        var counter = new AtomicInteger();
        pool.submit(counter::incrementAndGet);
        pool.submit(counter::incrementAndGet);
        pool.shutdown();
        check(pool.awaitTermination(1, TimeUnit.MINUTES), "hangs");
        check(counter.get() == 2, "");
    }

    @Expected(value = WRONG, because = "TimeoutException")
    static void futureThatNobodyCompletes() throws Exception {
        new CompletableFuture<Integer>().get(1, TimeUnit.HOURS);
    }

    @Expected(value = WRONG, because = "deadlock")
    static void futureThatIsJoinedForEver() {
        new CompletableFuture<Integer>().join();
    }

    @Expected(value = WRONG, because = "deadlock")
    static void phaserThatWaitsForEver() {
        new Phaser(2).arriveAndAwaitAdvance();
    }

    // ---- interrupts

    @Expected(RIGHT)
    static void interrupted() throws Exception {
        var ended = new AtomicReference<String>();
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(1_000_000);
                ended.set("slept");
            } catch (InterruptedException e) {
                ended.set("interrupted");
            }
        });
        sleeper.start();
        sleeper.interrupt();
        sleeper.join();
        check(ended.get() != null, "");
    }

    @Expected(value = WRONG, because = "deadlock")
    static void interruptSwallowed() throws Exception {
        var queue = new LinkedBlockingQueue<Integer>();
        Thread taker = new Thread(
                () -> {
                    while (true) {
                        try {
                            queue.take();
                        } catch (InterruptedException e) {
                            // goes on
                        }
                    }
                },
                "taker");
        taker.start();
        taker.interrupt();
        taker.join();
    }

    // ---- what it has to refuse

    @Expected(value = CANNOT_JUDGE, because = "parallel stream")
    static void parallelStream() {
        var counter = new Counter();
        List.of(1, 2, 3).parallelStream().forEach(x -> counter.increment());
    }

    @Expected(value = CANNOT_JUDGE, because = "input or output")
    static void readsAFile() throws Exception {
        java.nio.file.Files.exists(java.nio.file.Path.of("x"));
    }

    @Expected(value = CANNOT_JUDGE, because = "more schedules")
    static void tooBig() throws Exception {
        var counter = new Counter();
        Runnable work = () -> {
            for (int i = 0; i < 100; i++) counter.incrementLocked();
        };
        together(work, work);
    }

    @Expected(value = CANNOT_JUDGE, because = "does not come to an end")
    static void computesForEver() throws Exception {
        together(
                () -> {
                    for (int i = 0; i >= 0; i = (i + 1) % 1000) {}
                },
                () -> {});
    }

    @Expected(value = WRONG, because = "for ever")
    static void waitsForEverBusily() throws Exception {
        var flag = new Flag();
        Thread runner = new Thread(
                () -> {
                    while (!flag.safe) {}
                },
                "runner");
        runner.start();
        runner.join();
    }

    static final class Worker extends Thread {
        private final Counter counter;

        Worker(Counter counter, String name) {
            super(name);
            this.counter = counter;
        }

        @Override
        public void run() {
            counter.increment();
        }
    }

    @Expected(value = WRONG, because = "1", races = "Counter.n")
    static void subclassOfThread() throws Exception {
        var counter = new Counter();
        var a = new Worker(counter, "a");
        var b = new Worker(counter, "b");
        a.start();
        b.start();
        a.join();
        b.join();
        check(counter.n == 2, "" + counter.n);
    }
}
