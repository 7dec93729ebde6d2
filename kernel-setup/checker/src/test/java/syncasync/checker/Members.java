package syncasync.checker;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The methods and fields of some Java source by name, in the compiler's own layout: without comments, modifiers and
 * annotations.
 */
record Members(Map<String, String> byName) {

    /** What is declared in the classes of a source; of two with one name the later counts, as in a subclass. */
    static Members of(String source) {
        var found = new LinkedHashMap<String, String>();
        for (Tree type : parse(source).getTypeDecls()) {
            if (type instanceof ClassTree c) addTo(found, c);
        }
        return new Members(found);
    }

    private static void addTo(Map<String, String> found, ClassTree type) {
        for (Tree member : type.getMembers()) {
            switch (member) {
                case MethodTree method
                when method.getReturnType() != null ->
                    found.put(
                            method.getName() + "()",
                            method.getReturnType() + " " + method.getName()
                                    + method.getParameters().stream()
                                            .map(p -> p.getType() + " " + p.getName())
                                            .collect(Collectors.joining(", ", "(", ") "))
                                    + method.getBody());
                case VariableTree field ->
                    found.put(
                            field.getName().toString(),
                            field.getType() + " " + field.getName()
                                    + (field.getInitializer() == null ? "" : " = " + field.getInitializer()));
                default -> {}
            }
        }
    }

    private static CompilationUnitTree parse(String source) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var file = new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        try {
            return ((JavacTask) compiler.getTask(null, null, problem -> {}, List.of("-proc:none"), null, List.of(file)))
                    .parse()
                    .iterator()
                    .next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** These and the others; where both have a name, the others' count. */
    Members and(Members others) {
        var both = new LinkedHashMap<>(byName);
        both.putAll(others.byName);
        return new Members(both);
    }

    /** The same without the lines that match. */
    Members without(List<String> linePatterns) {
        var less = new LinkedHashMap<String, String>();
        byName.forEach((name, text) -> less.put(
                name,
                text.lines()
                        .filter(line -> linePatterns.stream()
                                .noneMatch(pattern -> line.strip().matches(pattern)))
                        .collect(Collectors.joining("\n"))));
        return new Members(less);
    }

    /** The same with some words in place of others. */
    Members with(Map<String, String> replacements) {
        var other = new LinkedHashMap<String, String>();
        byName.forEach((name, text) -> other.put(
                name,
                replacements.entrySet().stream()
                        .reduce(
                                text,
                                (soFar, words) -> soFar.replace(words.getKey(), words.getValue()),
                                (one, another) -> another)));
        return new Members(other);
    }

    /** What differs in these members, by name: the two texts. A member that one side lacks differs. */
    Map<String, String> differences(Members other, List<String> names) {
        var different = new TreeMap<String, String>();
        for (String name : names) {
            String mine = byName.getOrDefault(name, "is missing");
            String others = other.byName.getOrDefault(name, "is missing there, too");
            if (!mine.equals(others)) different.put(name, mine + "\n---- and there:\n" + others);
        }
        return different;
    }
}
