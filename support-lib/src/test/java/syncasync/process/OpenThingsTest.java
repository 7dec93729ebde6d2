package syncasync.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenThingsTest {

    private final List<String> closed = new ArrayList<>();

    private AutoCloseable thing(String name) {
        return () -> closed.add(name);
    }

    @AfterEach
    void closeAll() {
        OpenThings.closeAll();
    }

    @Test
    void what_was_kept_under_the_same_name_is_closed_when_a_new_one_comes() {
        AutoCloseable first = OpenThings.keep("server", thing("first"));
        assertThat(closed).isEmpty();

        OpenThings.keep("server", thing("second"));
        assertThat(closed).containsExactly("first");
        assertThat(OpenThings.names()).containsExactly("server");
        assertThat(first).isNotNull();
    }

    @Test
    void keeping_the_same_thing_again_changes_nothing() {
        AutoCloseable server = thing("server");
        OpenThings.keep("server", server);
        OpenThings.keep("server", server);

        assertThat(closed).isEmpty();
    }

    @Test
    void all_are_closed_last_first_and_one_that_fails_does_not_hinder_the_others() {
        OpenThings.keep("a", thing("a"));
        OpenThings.keep("b", new StringBuilder(), each -> {
            throw new IllegalStateException("b cannot be closed");
        });
        OpenThings.keep("c", "a thing that closes in another way", each -> closed.add("c"));
        OpenThings.keep("a", thing("new a"));

        OpenThings.closeAll();

        assertThat(closed).containsExactly("a", "new a", "c");
        assertThat(OpenThings.names()).isEmpty();
    }

    @Test
    void one_can_be_closed_by_its_name() {
        OpenThings.keep("a", thing("a"));
        OpenThings.close("a");
        OpenThings.close("a");
        OpenThings.close("never kept");

        assertThat(closed).containsExactly("a");
    }

    @Test
    void when_the_jvm_ends_all_are_closed_even_if_one_of_them_never_comes_to_an_end() throws Exception {
        Process program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("close c", "close b");
    }

    static final class Program {

        public static void main(String[] args) {
            OpenThings.keep("a", new Object(), each -> Thread.sleep(60_000));
            OpenThings.keep("b", new Object(), each -> System.out.println("close b"));
            OpenThings.keep("c", new Object(), each -> System.out.println("close c"));
        }
    }
}
