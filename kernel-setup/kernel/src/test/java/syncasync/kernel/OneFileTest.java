package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneFileTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            record A(int n) { A { check(n); } }             | record A(int n) { public A { check(n); } }
            record A(int n) { A(int n) { this.n = n; } }    | record A(int n) { public A(int n) { this.n = n; } }
            record A(int n) { static int x; A { } void f() {} A() { this(1); } } | record A(int n) { static int x; public A { } void f() {} public A() { this(1); } }
            record A<T>(T n) implements I { /* A { */ A { } } | record A<T>(T n) implements I { /* A { */ public A { } }
            """)
    void a_constructor_of_a_record_is_as_public_as_the_record(String code, String compiled) {
        assertThat(OneFile.of(List.of(code))).containsExactly(compiled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record A(int n) { public A { check(n); } }",
                "record A(int n) { A twice() { return new A(2 * n); } static A of(int n) { A(n); } }",
                "record A(int n) {}",
                "class B { record A(int n) { A { } } }", // that is no more public than its constructor
                "class A { A() { } }",
                "String s = \"record A(int n) { A { } }\";",
                "sealed interface S permits T {}",
                "sealed interface S {}", // with nobody in this cell: the compiler has something to say
                "non-sealed class T extends S {}"
            })
    void what_compiles_by_itself_stays_as_it_is(String code) {
        assertThat(OneFile.of(List.of(code))).containsExactly(code);
    }

    @Test
    void a_sealed_type_permits_those_of_its_cell() {
        assertThat(OneFile.of(List.of(
                        "sealed interface S<T> extends U {\n}",
                        "record A(int s) implements V, S<Map<String, B>> {}",
                        "final class B extends A2 implements S<B> {}",
                        "class C { S<C> s; }",
                        "record D(S<D> s) {}")))
                .first()
                .isEqualTo("sealed interface S<T> extends U permits A, B {\n}");
    }
}
