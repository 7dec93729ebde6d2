package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmNamesTest {

    @Test
    void wrapper_classes_disappear_from_messages() {
        assertThat(JvmNames.clean(
                        "Cannot invoke \"REPL.$JShell$11$Bank.w(int)\" because \"REPL.$JShell$20B.none\" is null"))
                .isEqualTo("Cannot invoke \"Bank.w(int)\" because \"none\" is null");
    }

    @Test
    void class_loaders_disappear_from_messages() {
        assertThat(
                        JvmNames.clean(
                                "class REPL.$JShell$15$Bank cannot be cast to class java.lang.String (REPL.$JShell$15$Bank is in unnamed module "
                                        + "of loader 'cells' @5e91993f; java.lang.String is in module java.base of loader 'bootstrap')"))
                .isEqualTo("class Bank cannot be cast to class java.lang.String");
    }

    @Test
    void other_parentheses_stay() {
        assertThat(JvmNames.clean("the module (all of it) is done")).isEqualTo("the module (all of it) is done");
    }

    @Test
    void a_hash_disappears_and_the_state_behind_it_stays() {
        assertThat(JvmNames.withoutHashes("java.util.concurrent.CompletableFuture@4e50df2e[Not completed]"))
                .isEqualTo("CompletableFuture[Not completed]");
        assertThat(JvmNames.withoutHashes("[REPL.$JShell$12$Item@1b2c3d4e, REPL.$JShell$12$Item@5f6a7b8c]"))
                .isEqualTo("[Item, Item]");
        assertThat(JvmNames.withoutHashes("REPL.$JShell$11$$Lambda/0x00007f1c0c0d7a00@5e91993f"))
                .isEqualTo("lambda");
    }

    @Test
    void an_address_is_not_a_hash() {
        assertThat(JvmNames.withoutHashes("Mail[to=jo@example.org, Jo@work]"))
                .isEqualTo("Mail[to=jo@example.org, Jo@work]");
    }
}
