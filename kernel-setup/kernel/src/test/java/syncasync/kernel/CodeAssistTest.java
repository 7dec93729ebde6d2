package syncasync.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor is told about code; {@code |} is where its cursor stands. */
@Timeout(120)
class CodeAssistTest {

    private static CellKernel kernel;
    private static CodeAssist assist;

    private static void run(int number, String cell) {
        kernel.run(new RunningCell(number, cell, null, false));
    }

    @BeforeAll
    static void start() throws Exception {
        kernel = Main.prepare(Main.kernel());
        run(1, "var list = new ArrayList<String>();\nString word = \"w\";");
        run(
                2,
                "/**\n * Adds {@code a} and b.\n *\n * @param a the first\n */\nint add(int a, int b) { return a + b; }");
        run(3, """
                /** A dog. */
                class Dog {
                    /** Its name. */
                    String name;

                    /** Makes one. */
                    Dog(String name) { this.name = name; }

                    /** Barks so often. */
                    void bark(int times) { }
                }
                var dog = new Dog("Rex");""");
        run(4, "import static syncasync.Notebook.*;");
        assist = new CodeAssist(kernel.getJShell(), kernel.getMagicsRegistry());
    }

    @AfterAll
    static void stop() {
        kernel.onShutdown(false);
    }

    // help

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    Math.max(|                           ; int Math.max(int a, int b)
                    Math.max(1, 2)|                      ; int Math.max(int a, int b)
                    Math.ma|x(1, 2)                      ; int Math.max(int a, int b)
                    Math.max|                            ; int Math.max(int a, int b)
                    Math.max(1, |                        ; int Math.max(int a, int b)
                    Math.max(Math.min(1, 2), |3)         ; int Math.max(int a, int b)
                    list.add(|                           ; boolean ArrayList<E>.add(E e)
                    list.add(|"x")                       ; boolean ArrayList<E>.add(E e)
                    list.add(" (|")                      ; boolean ArrayList<E>.add(E e)
                    CompletableFuture.supplyAsync(|      ; CompletableFuture<U> CompletableFuture<T>.<U>supplyAsync(
                    String|                              ; String
                    list|                                ; list:ArrayList<String>
                    add|                                 ; int add(int a, int b)
                    new Dog(|"x")                        ; Dog(String name)
                    void f() { list.add(|                ; boolean ArrayList<E>.add(E e)
                    dog.bark(|                           ; void Dog.bark(int times)
                    """)
    void help_is_found_where_it_is_asked_for(String code, String signature) {
        assertThat(plain(inspect(code))).startsWith(signature);
    }

    @Test
    void what_is_declared_above_in_the_same_cell_counts() {
        assertThat(plain(inspect("void before() { }\nvar map = new HashMap<String, Integer>();\nmap.put(|")))
                .startsWith("V HashMap<K, V>.put(K key, V value)");
        assertThat(offered("void before() { }\nvar map = new HashMap<String, Integer>();\nmap.putI|"))
                .containsExactly("putIfAbsent(");
    }

    @Test
    void where_there_is_nothing_to_say_nothing_is_said() {
        assertThat(inspect("|")).isNull();
        assertThat(inspect("// Math|")).isNull();
        assertThat(inspect("unknown|")).isNull();
    }

    @Test
    void javadoc_of_cells_of_the_library_and_what_is_inherited_is_shown() {
        assertThat(plain(inspect("add(|")))
                .isEqualTo("int add(int a, int b)\n  Adds a and b.\n\n  Parameters\n\n    - a – the first");
        assertThat(plain(inspect("new Dog(|"))).contains("Makes one.");
        assertThat(plain(inspect("dog.bark(|"))).contains("Barks so often.");
        assertThat(plain(inspect("Dog|"))).contains("A dog.");
        assertThat(plain(inspect("dog.name|"))).contains("Its name.");
        assertThat(plain(inspect("timeline(|"))).contains("A new timeline: it records what ran when");
        assertThat(plain(inspect("list.stream(|")))
                .contains("Returns a sequential Stream with this collection as its source");
    }

    @Test
    void javadoc_becomes_html_that_is_safe_and_shows_all_its_text() {
        String html = html(inspect("List.of(|"));

        assertThat(html)
                .contains("List&lt;E&gt;", "<b>Parameters</b>", "<code>")
                .doesNotContain("{@", "@param", "<E>");
    }

    @Test
    void javadoc_tags_are_resolved() {
        assertThat(Javadoc.html("""
                A {@code List<E>} of <em>all</em>, see {@link java.util.Map#get(Object) get} or {@link #add}.
                <script>alert("<&>")</script> <a href="javascript:x">here</a>
                @param <E> the {@code List}'s element
                @param  n how many
                @throws IllegalStateException if {@literal n < 0}
                @return all of it""")).isEqualToIgnoringWhitespace("""
                <p>A <code>List&lt;E&gt;</code> of <em>all</em>, see <code>get</code> or <code>add</code>.
                &lt;script&gt;alert("&lt;&amp;&gt;")&lt;/script&gt; here</p>
                <p><b>Parameters</b></p><ul><li><code>&lt;E&gt;</code> – the <code>List</code>'s element</li>
                <li><code>n</code> – how many</li></ul>
                <p><b>Returns</b></p><ul><li>all of it</li></ul>
                <p><b>Throws</b></p><ul><li><code>IllegalStateException</code> – if n &lt; 0</li></ul>""");
    }

    // completion

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    list.si|                  ; size()
                    return wo|                ; word
                    @Overr|                   ; Override
                    new Dog("a").bar|         ; bark(
                    String f() { return wo|   ; word
                    for (var each : li|       ; list
                    %lsm|                     ; %lsmagic
                    %%loadF|                  ; %%loadFromPOM
                    """)
    void names_are_offered(String code, String name) {
        assertThat(offered(code)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// lis|",
                "/* lis|",
                "\"lis|",
                "\"lis|t\"",
                "'l|",
                "String s = \"\"\"\n  lis|\n  \"\"\";",
                "/** lis|"
            })
    void nothing_is_offered_in_comments_and_texts(String code) {
        assertThat(offered(code)).isEmpty();
    }

    @Test
    void what_is_offered_replaces_the_word_before_the_cursor() {
        CodeAssist.Completion completion = complete("int a = 1;\nlist.si|");

        assertThat(completion.start()).isEqualTo(16);
        assertThat(completion.end()).isEqualTo(18);
    }

    @Test
    void what_is_offered_has_a_type_and_a_method_a_signature() {
        assertThat(complete("list.indexO|").types())
                .extracting(type -> type.get("text") + " " + type.get("type") + " " + type.get("signature"))
                .containsExactly("indexOf( function (Object o)");
        assertThat(complete("dog.ba|").types())
                .extracting(type -> type.get("type") + " " + type.get("signature"))
                .containsExactly("function (int times)");
        assertThat(type("wor|", "word")).isEqualTo("instance");
        assertThat(type("ArrayL|", "ArrayList")).isEqualTo("class");
        assertThat(type("import java.util.concurr|", "concurrent.")).isEqualTo("module");
    }

    private static Object type(String code, String text) {
        assertThat(offered(code)).contains(text);
        return complete(code).types().stream()
                .filter(type -> type.get("text").equals(text))
                .map(type -> type.get("type"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> offered(String code) {
        return complete(code).texts();
    }

    private static CodeAssist.Completion complete(String code) {
        kernel.complete("", 0); // makes the list of all packages
        return assist.complete(code.replace("|", ""), code.indexOf('|'));
    }

    private static DisplayData inspect(String code) {
        kernel.complete("", 0);
        return assist.inspect(code.replace("|", ""), code.indexOf('|'));
    }

    private static String plain(DisplayData data) {
        return data == null ? "nothing" : data.getData(MIMEType.TEXT_PLAIN).toString();
    }

    private static String html(DisplayData data) {
        return data.getData(MIMEType.TEXT_HTML).toString();
    }
}
