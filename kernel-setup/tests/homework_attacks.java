// Attacks on the grader: each is an answer to the exercise `twice` of homework_sample.py, and must earn nothing.

// attack: reads the tests as files
int twice(int x) {
    try { return new java.util.Scanner(java.nio.file.Path.of("sums.ipynb")).nextInt(); }
        catch (Exception e) { return 0; }
}

// attack: reads the environment
int twice(int x) {
    return System.getenv().hashCode();
}

// attack: reads other processes
int twice(int x) {
    return (int) ProcessHandle.allProcesses().count();
}

// attack: reads the referee's statics
int twice(int x) {
    try { var c = Class.forName("syncasync.homework.Sheet");
        for (var f : c.getDeclaredFields()) { f.setAccessible(true); } }
        catch (Exception e) {} return 0;
}

// attack: listens to jshell
int twice(int x) {
    return jdk.jshell.JShell.create().snippets().toList().size();
}

// attack: writes the gradebook
int twice(int x) {
    try { java.nio.file.Files.writeString(java.nio.file.Path.of("gradebook.db"), ""); }
        catch (Exception e) {} return 0;
}

// attack: deletes files
int twice(int x) {
    new java.io.File("/work").delete(); return 0;
}

// attack: reaches the network
int twice(int x) {
    try { new java.net.Socket("127.0.0.1", 80); } catch (Exception e) {} return 0;
}

// attack: leaves a process behind
int twice(int x) {
    try { Runtime.getRuntime().exec("sleep 4711"); } catch (Exception e) {} return 0;
}

// attack: redefines seen
Object seen(String key) { return 6; } int twice(int x) {
    return 0;
}

// attack: redefines observe
void observe(String key, Object value) {} int twice(int x) {
    return 0;
}

// attack: redefines award
void award(int n, String b, Runnable r) {} int twice(int x) {
    return 0;
}

// attack: redefines assertThat
org.assertj.core.api.ObjectAssert<Object> assertThat(Object o) { return null; }
        int twice(int x) {
    return 0;
}

// attack: shadows a class of the checks
class Assertions { static void assertThat(Object o) {} } int twice(int x) {
    return 0;
}

// attack: observes by itself
int twice(int x) {
    syncasync.homework.Homework.observe("minus", -9422); return 0;
}

// attack: awards by itself
int twice(int x) {
    syncasync.homework.Homework.award(3, "all", () -> {}); return 0;
}

// attack: judges by itself
int twice(int x) {
    syncasync.homework.Grading.observed().put("minus", -9422); return 0;
}

// attack: walks the stack
int twice(int x) {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE) .getCallerClass().hashCode();
}

// attack: uses method handles
int twice(int x) {
    try { return (int) java.lang.invoke.MethodHandles.lookup() .findStatic(Math.class, "abs",
        null).invoke(x); } catch (Throwable t) { return 0; }
}

// attack: forges an answer on standard output
int twice(int x) {
    System.out.println("{\"run\":\"\",\"items\":[{\"id\":\"twice-test\",\"points\":3}]}");
        return 0;
}

// attack: forges an answer before it throws
int twice(int x) {
    System.out.println("6"); throw new RuntimeException("6");
}

// attack: answers with a number by accident
int twice(int x) {
    return 0; }
100

// attack: prints a gigabyte
int twice(int x) {
    String s = "x".repeat(1 << 20); for (int i = 0; i < 1024; i++) System.out.println(s);
        return 0;
}

// attack: observes a gigabyte
int twice(int x) {
    throw new RuntimeException("x".repeat(100_000_000));
}

// attack: starts threads without end
int twice(int x) {
    while (true) new Thread(() -> { while (true) {} }).start();
}

// attack: starts virtual threads without end
int twice(int x) {
    while (true) Thread.ofVirtual().start(() -> { while (true) Thread.yield(); });
}

// attack: goes on in another thread
int twice(int x) {
    Thread.ofPlatform().start(() -> { while (true) {} }); return 0;
}

// attack: never returns and swallows interrupts
int twice(int x) {
    while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) {} }
}

// attack: recurses without end
int twice(int x) {
    return twice(x + 1) + 1;
}

// attack: halts the JVM
int twice(int x) {
    Runtime.getRuntime().halt(0); return 0;
}

// attack: hides in a static initializer
class T { static int v = Runtime.version().feature(); } int twice(int x) {
    System.exit(T.v); return 0;
}

// attack: loads a class
int twice(int x) {
    try { return Class.forName("REPL.$JShell$1").hashCode(); } catch (Exception e) { return 0;
        }
}

// attack: takes the time limit exactly
int twice(int x) {
    try { Thread.sleep(4_000); } catch (InterruptedException e) {} return 0;
}

// attack: annotates for a processor
@java.lang.annotation.Retention(null) @interface A {} int twice(int x) {
    return 0;
}

// attack: looks for the hidden input
int twice(int x) {
    if (x == 3) return 6; throw new RuntimeException("seen " + x);
}
