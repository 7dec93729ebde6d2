// tiny-loop-test 0 of 3: A heap that is walked is in no order
// Each timer fires once, but the heap is walked, and so equal and unequal ones come as they lie.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        for (Timer timer : List.copyOf(timers))
            if (timer.at() <= now && timers.remove(timer)) ready.add(timer.what());
    }
    void runReadyBatch() {
        for (int batch = ready.size(); batch > 0; batch--) {
            try { ready.poll().run(); } catch (Throwable problem) { report(problem); }
        }
    }
}
