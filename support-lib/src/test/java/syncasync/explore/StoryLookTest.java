package syncasync.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoryLookTest {

    @Test
    void a_long_line_is_cut_at_blanks_but_never_between_a_word_and_its_number() {
        assertThat(StoryLook.wrapped("thread 1 writes at cell 79, line 16", 24))
                .containsExactly("thread 1 writes at", "cell 79, line 16");
        assertThat(StoryLook.wrapped("a short one\n" + "x".repeat(30), 24))
                .containsExactly("a short one", "x".repeat(24), "x".repeat(6));
        assertThat(StoryLook.wrapped("cell 123456789", 8)).containsExactly("cell 123", "456789");
    }
}
