// tiny-loop-ticks-test 3 of 4: who ran beside two callbacks that threw
// The whole batch is in one try: the first failure takes the rest of it along.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        while (!timers.isEmpty() && timers.peek().at() <= now) ready.add(timers.poll().what());
    }
    void runReadyBatch() {
        var batch = List.copyOf(ready);
        ready.clear();
        try {
            for (Runnable next : batch) next.run();
        } catch (Throwable problem) {
            report(problem);
        }
    }
}
