package syncasync.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM can be ended once, so each test has one of its own. */
@Timeout(60)
class ShutdownTest {

    private static final int RETURNED = 3; // nothing has ended the JVM

    /** What runs in it. */
    static final class Program {

        static void main(String[] args) throws InterruptedException {
            var never = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.print("hook");
                if (args[0].equals("hook hangs")) {
                    awaitUninterruptibly(never);
                }
            }));
            switch (args[0]) {
                case "ends", "hook hangs" -> Shutdown.now(() -> System.out.print("last, "));
                case "hangs" -> Shutdown.now(() -> awaitUninterruptibly(never));
                case "throws" ->
                    Shutdown.now(() -> {
                        throw new IllegalStateException("on purpose");
                    });
                case "parent" -> {
                    Shutdown.withParent(args[1]);
                    System.out.println("watching");
                }
                default -> {
                    Shutdown.withParent(args[0].equals("null") ? null : args[0]);
                    System.exit(RETURNED);
                }
            }
            never.await();
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void the_last_thing_is_done_then_the_hooks_run_whatever_else_still_does() throws Exception {
        Process jvm = started("ends");

        assertThat(said(jvm)).isEqualTo("last, hook");
        assertThat(jvm.waitFor()).isZero();
    }

    @Test
    void a_last_thing_that_fails_holds_nothing_up() throws Exception {
        Process jvm = started("throws");

        assertThat(said(jvm)).isEqualTo("hook");
        assertThat(jvm.waitFor()).isZero();
    }

    @Test
    void what_hangs_is_cut_off() throws Exception {
        Process hangs = started("hangs");
        Process hookHangs = started("hook hangs");

        assertThat(said(hangs)).as("not even the hooks run").isEmpty();
        assertThat(hangs.waitFor()).isEqualTo(1);
        assertThat(said(hookHangs)).isEqualTo("last, hook");
        assertThat(hookHangs.waitFor()).isEqualTo(1);
    }

    @Test
    void with_the_process_that_started_it_the_jvm_ends() throws Exception {
        Process parent = new ProcessBuilder("cat").start(); // until its input ends
        Process jvm = started("parent", "" + parent.pid());
        try (var out = jvm.inputReader()) {
            assertThat(out.readLine()).isEqualTo("watching");
            assertThat(jvm.isAlive()).isTrue();
            parent.getOutputStream().close();

            assertThat(out.readLine()).isEqualTo("hook");
        }
        assertThat(jvm.waitFor()).isZero();
    }

    @Test
    void where_that_process_is_gone_already_the_jvm_ends_at_once() throws Exception {
        Process parent = new ProcessBuilder("true").start();
        parent.waitFor();

        Process jvm = started("parent", "" + parent.pid());

        assertThat(said(jvm)).endsWith("hook");
        assertThat(jvm.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1", "abc", "1 2", "99999999999999999999"})
    void what_names_no_process_ends_nothing(String pid) throws Exception {
        Process jvm = started(pid);

        assertThat(said(jvm)).isEqualTo("hook");
        assertThat(jvm.waitFor()).isEqualTo(RETURNED);
    }

    private static Process started(String... args) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        // surefire may give a jar that only names the class path
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Program.class.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String said(Process jvm) throws IOException {
        try (var out = jvm.getInputStream()) {
            return new String(out.readAllBytes(), UTF_8);
        }
    }
}
