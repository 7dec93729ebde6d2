package syncasync.explore;

import static syncasync.explore.Answer.RIGHT;
import static syncasync.explore.Answer.WRONG;
import static syncasync.explore.Zoo.check;
import static syncasync.explore.Zoo.doing;
import static syncasync.explore.Zoo.together;
import static syncasync.explore.Zoo.virtually;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** The tools of {@code java.util.concurrent}, each used as it is meant and as it is often misunderstood. */
final class ZooOfTools {
    private ZooOfTools() {}

    // ---- phasers, barriers, exchangers

    @Expected(RIGHT)
    static void phaserWithLateRegistration() throws Exception {
        var phaser = new Phaser(1);
        int[] parts = new int[2];
        for (int i = 0; i < 2; i++) {
            int mine = i;
            phaser.register();
            Thread.startVirtualThread(() -> {
                parts[mine] = 1;
                phaser.arriveAndDeregister();
            });
        }
        phaser.arriveAndAwaitAdvance();
        check(parts[0] + parts[1] == 2, "too early");
    }

    @Expected(value = WRONG, because = "too early")
    static void phaserWhoseTasksRegisterThemselves() throws Exception {
        var phaser = new Phaser(1);
        int[] parts = new int[1];
        Thread.startVirtualThread(() -> {
            phaser.register();
            parts[0] = 1;
            phaser.arriveAndDeregister();
        });
        phaser.arriveAndAwaitAdvance();
        check(parts[0] == 1, "too early");
    }

    @Expected(value = WRONG, because = "deadlock")
    static void barrierForOneMoreThanCome() throws Exception {
        var barrier = new CyclicBarrier(3);
        together(doing(barrier::await), doing(barrier::await));
    }

    @Expected(RIGHT)
    static void barrierUsedTwice() throws Exception {
        var barrier = new CyclicBarrier(2);
        int[] parts = new int[2];
        together(
                doing(() -> {
                    parts[0] = 1;
                    barrier.await();
                    int other = parts[1];
                    barrier.await();
                    parts[0] = other + 1;
                }),
                doing(() -> {
                    parts[1] = 1;
                    barrier.await();
                    int other = parts[0];
                    barrier.await();
                    parts[1] = other + 1;
                }));
        check(parts[0] == 2 && parts[1] == 2, "");
    }

    @Expected(value = WRONG, because = "TimeoutException")
    static void exchangedWithTooLittlePatience() throws Exception {
        var exchanger = new Exchanger<int[]>();
        together(
                doing(() -> exchanger.exchange(new int[1], 10, TimeUnit.MILLISECONDS)),
                doing(() -> exchanger.exchange(new int[1], 1, TimeUnit.HOURS)));
    }

    // ---- locks

    @Expected(value = WRONG, because = "torn")
    static void optimisticReadThatIsNotValidated() throws Exception {
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
                    lock.tryOptimisticRead();
                    check(pair[0] == pair[1], "torn");
                });
    }

    @Expected(value = WRONG, because = "deadlock")
    static void readLockThatWantsToWrite() throws Exception {
        var lock = new ReentrantReadWriteLock();
        lock.readLock().lock();
        lock.writeLock().lock();
    }

    @Expected(RIGHT)
    static void writeLockThatGoesDownToRead() throws Exception {
        var lock = new ReentrantReadWriteLock();
        int[] n = new int[1];
        Runnable work = () -> {
            lock.writeLock().lock();
            n[0]++;
            lock.readLock().lock();
            lock.writeLock().unlock();
            check(n[0] > 0, "");
            lock.readLock().unlock();
        };
        together(work, work);
        check(n[0] == 2, "");
    }

    @Expected(value = WRONG, because = "two at once")
    static void permitGivenBackThatWasNotHad() throws Exception {
        var permits = new Semaphore(1);
        var inside = new AtomicInteger();
        Runnable work = doing(() -> {
            boolean had = permits.tryAcquire(10, TimeUnit.MILLISECONDS);
            try {
                if (had) check(inside.incrementAndGet() == 1, "two at once");
                if (had) inside.decrementAndGet();
            } finally {
                permits.release(); // even if it was not had
            }
        });
        Thread third = new Thread(work);
        third.start();
        together(work, work);
        third.join();
    }

    @Expected(RIGHT)
    static void permitGivenBackThatWasHad() throws Exception {
        var permits = new Semaphore(1);
        var inside = new AtomicInteger();
        Runnable work = doing(() -> {
            if (!permits.tryAcquire(10, TimeUnit.MILLISECONDS)) return;
            try {
                check(inside.incrementAndGet() == 1, "two at once");
                inside.decrementAndGet();
            } finally {
                permits.release();
            }
        });
        together(work, work);
    }

    // ---- wait and notify

    @Expected(value = WRONG, because = "deadlock")
    static void waitsWithoutLookingFirst() throws Exception {
        Object lock = new Object();
        boolean[] ready = new boolean[1];
        virtually(
                doing(() -> {
                    synchronized (lock) {
                        lock.wait(); // it may be ready already
                    }
                }),
                () -> {
                    synchronized (lock) {
                        ready[0] = true;
                        lock.notifyAll();
                    }
                });
    }

    @Expected(value = WRONG, because = "early", races = "boolean[]")
    static void looksOutsideOfTheLock() throws Exception {
        Object lock = new Object();
        boolean[] ready = new boolean[1];
        together(
                doing(() -> {
                    if (!ready[0]) {
                        synchronized (lock) {
                            lock.wait(10);
                        }
                    }
                    check(ready[0], "early");
                }),
                () -> {
                    ready[0] = true;
                    synchronized (lock) {
                        lock.notifyAll();
                    }
                });
    }

    // ---- queues

    @Expected(RIGHT)
    static void transferred() throws Exception {
        var queue = new LinkedTransferQueue<int[]>();
        int[] box = new int[1];
        together(
                doing(() -> {
                    box[0] = 1;
                    queue.transfer(box);
                    check(box[0] == 1, "changed");
                }),
                doing(() -> check(queue.take()[0] == 1, "stale")));
    }

    @Expected(value = WRONG, because = "still there", races = "int[]")
    static void putIsNoTransfer() throws Exception {
        var queue = new LinkedTransferQueue<int[]>();
        int[] box = new int[1];
        together(
                () -> {
                    queue.put(box);
                    box[0] = 2; // it may have been taken by now
                },
                doing(() -> check(queue.take()[0] == 0, "still there")));
    }

    @Expected(value = WRONG, because = "nobody took it")
    static void offerFindsNobody() throws Exception {
        var queue = new SynchronousQueue<Integer>();
        Thread.startVirtualThread(doing(queue::take));
        check(queue.offer(1), "nobody took it");
    }

    // ---- atomics and collections

    record Cell(int value, Cell next) {}

    @Expected(value = WRONG, because = "lost")
    static void stackByCompareAndSetOfItsSize() throws Exception {
        var size = new AtomicInteger();
        var cells = new AtomicReference<Cell>();
        Runnable push = () -> {
            cells.set(new Cell(1, cells.get()));
            size.incrementAndGet();
        };
        together(push, push);
        int n = 0;
        for (Cell each = cells.get(); each != null; each = each.next()) n++;
        check(n == size.get(), "lost");
    }

    /** A free list whose top comes back: another cell may have gone meanwhile, and compareAndSet does not notice. */
    @Expected(value = WRONG, because = "taken twice")
    static void topThatComesBack() throws Exception {
        var b = new Cell(2, null);
        var a = new Cell(1, b);
        var top = new AtomicReference<>(a);
        var taken = new AtomicInteger();
        together(
                () -> {
                    Cell old = top.get();
                    if (old == null) return;
                    if (top.compareAndSet(old, old.next()) && top.get() == b && taken.get() == 1) {
                        throw new AssertionError("b is taken twice");
                    }
                },
                () -> {
                    if (!top.compareAndSet(a, b)) return; // takes a
                    if (!top.compareAndSet(b, null)) return; // takes b
                    taken.incrementAndGet();
                    top.compareAndSet(null, a); // gives a back
                });
    }

    @Expected(RIGHT)
    static void topThatComesBackWithAStamp() throws Exception {
        var b = new Cell(2, null);
        var a = new Cell(1, b);
        var top = new AtomicStampedReference<>(a, 0);
        var taken = new AtomicInteger();
        together(
                () -> {
                    int[] stamp = new int[1];
                    Cell old = top.get(stamp);
                    if (old != a) return;
                    boolean early = taken.get() == 0;
                    if (top.compareAndSet(old, b, stamp[0], stamp[0] + 1)) {
                        check(stamp[0] == 0 ? early : stamp[0] == 3, "b is taken twice");
                    }
                },
                () -> {
                    if (!top.compareAndSet(a, b, 0, 1)) return;
                    if (!top.compareAndSet(b, null, 1, 2)) return;
                    taken.incrementAndGet();
                    top.compareAndSet(null, a, 2, 3);
                });
    }

    @Expected(RIGHT)
    static void computedInOneStep() throws Exception {
        var stock = new ConcurrentHashMap<String, Integer>();
        stock.put("tea", 1);
        var sold = new AtomicInteger();
        Runnable buy = () -> stock.compute("tea", (name, left) -> {
            if (left == 0) return left;
            sold.incrementAndGet();
            return left - 1;
        });
        together(buy, buy);
        check(sold.get() == 1 && stock.get("tea") == 0, "");
    }

    @Expected(value = WRONG, because = "sold twice")
    static void readFirstAndReplacedLater() throws Exception {
        var stock = new ConcurrentHashMap<String, Integer>();
        stock.put("tea", 1);
        var sold = new AtomicInteger();
        Runnable buy = () -> {
            int left = stock.get("tea");
            if (left > 0) {
                stock.replace("tea", left - 1);
                sold.incrementAndGet();
            }
        };
        virtually(buy, buy);
        check(sold.get() == 1, "sold twice");
    }

    @Expected(value = WRONG, because = "an update is lost")
    static void copyOnWriteInTwoSteps() throws Exception {
        var list = new CopyOnWriteArrayList<>(List.of(0));
        Runnable increment = () -> list.set(0, list.get(0) + 1);
        together(increment, increment);
        check(list.get(0) == 2, "an update is lost");
    }

    @Expected(RIGHT)
    static void copyOnWriteWhileItIsWalked() throws Exception {
        var list = new CopyOnWriteArrayList<>(List.of(1, 2));
        together(() -> list.remove(Integer.valueOf(1)), () -> {
            int sum = 0;
            for (Iterator<Integer> it = list.iterator(); it.hasNext(); ) sum += it.next();
            check(sum == 2 || sum == 3, "");
        });
    }

    @Expected(RIGHT)
    static void iteratorThatIsUsedByOneThreadAtATime() throws Exception {
        Iterator<Integer> numbers = new ArrayList<>(List.of(1, 2, 3)).iterator();
        var sum = new AtomicInteger();
        Runnable take = () -> {
            synchronized (numbers) {
                if (numbers.hasNext()) sum.addAndGet(numbers.next());
            }
        };
        together(take, take);
        check(sum.get() == 3, "");
    }

    @Expected(value = WRONG, because = "NoSuchElementException", races = "ArrayList iterator")
    static void iteratorThatIsUsedByTwo() throws Exception {
        Iterator<Integer> numbers = new ArrayList<>(List.of(1)).iterator();
        Runnable take = () -> {
            if (numbers.hasNext()) numbers.next();
        };
        together(take, take);
    }

    // ---- futures

    @Expected(RIGHT)
    static void futuresInAChain() throws Exception {
        int[] steps = new int[1];
        CompletableFuture<Integer> chain = CompletableFuture.supplyAsync(() -> steps[0] = 1)
                .thenCompose(x -> CompletableFuture.supplyAsync(() -> steps[0] = x + 1))
                .thenApplyAsync(x -> steps[0] = x + 1);
        check(chain.join() == 3 && steps[0] == 3, "");
    }

    @Expected(value = WRONG, because = "0")
    static void futureThatNobodyWaitsFor() throws Exception {
        int[] box = new int[1];
        CompletableFuture.runAsync(() -> box[0] = 1).thenRun(() -> box[0]++);
        check(box[0] == 2, "" + box[0]);
    }

    @Expected(RIGHT)
    static void whoeverCompletesFirst() throws Exception {
        var first = new CompletableFuture<String>();
        together(() -> first.complete("ann"), () -> first.complete("bob"));
        String name = first.join();
        check(first.join().equals(name) && !first.complete("cid"), "");
    }

    // ---- interrupts and sleeps

    @Expected(value = WRONG, because = "deadlock")
    static void interruptThatComesBeforeTheLoopLooks() throws Exception {
        var queue = new SynchronousQueue<Integer>();
        Thread worker = new Thread(
                () -> {
                    Thread.interrupted(); // forgets that it was asked to end
                    try {
                        queue.take();
                    } catch (InterruptedException e) {
                        // the end
                    }
                },
                "worker");
        worker.start();
        worker.interrupt();
        worker.join();
    }

    @Expected(value = WRONG, because = "the later came first")
    static void sleepsAreNoOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        virtually(
                doing(() -> {
                    Thread.sleep(10);
                    order.add("early");
                }),
                doing(() -> {
                    Thread.sleep(20);
                    order.add("late");
                }));
        check(order.getFirst().equals("early"), "the later came first");
    }

    @Expected(RIGHT)
    static void timerThatIsJoined() throws Exception {
        int[] ticks = new int[1];
        Thread timer = new Thread(
                doing(() -> {
                    for (int i = 0; i < 3; i++) {
                        Thread.sleep(1000);
                        ticks[0]++;
                    }
                }),
                "timer");
        timer.start();
        timer.join();
        check(ticks[0] == 3, "");
    }
}
