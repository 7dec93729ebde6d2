package syncasync.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pictures whose threads are compared elsewhere, by who shares one with whom. */
class SeenTest {

    private static final Set<String> THREADS = Set.of("virtual #1", "virtual #2", "main");

    @Test
    void which_thread_it_was_that_failed_does_not_count_but_how() {
        assertThat(Seen.svg("<svg><text>virtual #2 ✗ IllegalStateEx…</text></svg>", THREADS))
                .isEqualTo(Seen.svg("<svg><text>virtual #1 ✗ IllegalStateEx…</text></svg>", THREADS))
                .isNotEqualTo(Seen.svg("<svg><text>virtual #1 ✗ IOException</text></svg>", THREADS))
                .isNotEqualTo(Seen.svg("<svg><text>virtual #1</text></svg>", THREADS));
    }

    @Test
    void a_word_that_only_begins_like_a_thread_counts() {
        assertThat(Seen.svg("<svg><text>mainly</text></svg>", THREADS)).containsExactly("mainly");
        assertThat(Seen.drawn("cook  ░░░  virtual #2  0.0 s – 1.0 s  ✗ it burnt", THREADS))
                .containsExactly("cook", "✗ it burnt");
    }
}
