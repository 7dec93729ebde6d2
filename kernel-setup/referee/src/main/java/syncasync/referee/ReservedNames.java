package syncasync.referee;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import syncasync.kernel.CellText;

/**
 * Names that a student's cell may not declare or import (shadowing): those that the homework's own cells use freely, types
 * and methods that are not after a dot. What they mean there would be the student's to say. Only what the model solution
 * declares as well is the student's to declare.
 */
final class ReservedNames {

    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
    private static final Pattern ASSIGNED =
            Pattern.compile("(\\w+)\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|<<|>>>?)?=(?!=))|(?:\\+\\+|--)\\s*(\\w+)");
    private static final Set<String> PACKAGE_ROOTS =
            Set.of("java", "javax", "jdk", "sun", "com", "org", "syncasync", "REPL");

    private final Set<String> names = new HashSet<>(PACKAGE_ROOTS);
    private final Set<String> imports = new HashSet<>();
    private final Set<String> ofTheModel = new HashSet<>();

    /** A cell that is not the student's. */
    void locked(String source, CellCompiler.Declared declared) {
        names.addAll(usedFreely(source));
        imports.addAll(declared.imports());
    }

    /** A cell that is not the student's and declares what all others use. */
    void given(String source, CellCompiler.Declared declared) {
        locked(source, declared);
        names.addAll(declared.names());
    }

    void model(CellCompiler.Declared declared) {
        ofTheModel.addAll(declared.names());
        imports.addAll(declared.imports());
    }

    /** What a student's cell declares or imports and must not, in words. */
    List<String> violations(CellCompiler.Declared declared) {
        List<String> found = new ArrayList<>();
        for (String each : declared.names()) {
            if (isReserved(each)) {
                found.add("declares " + each + ", a name that the homework's own cells use");
            }
        }
        for (String each : declared.imports()) {
            if (!imports.contains(each) && !isHarmless(each)) {
                found.add("imports " + each.replaceFirst("^static ", "")
                        + ", by which a name could mean something else in the homework's own cells");
            }
        }
        return found;
    }

    private boolean isReserved(String name) {
        return names.contains(name) && !ofTheModel.contains(name);
    }

    /** An import that cannot take a name from the homework's cells: it brings no such name, or what they would mean by it. */
    private boolean isHarmless(String imported) {
        String path = imported.replaceFirst("^(static|module) ", "");
        if (path.startsWith("REPL") || path.contains("$")) {
            return false;
        }
        String name = path.substring(path.lastIndexOf('.') + 1);
        if (!name.equals("*") && !isReserved(name)) {
            return true;
        }
        return !imported.startsWith("static ")
                && (name.equals("*") ? isBase(path) : isBaseType(path))
                && imports.stream().noneMatch(each -> each.endsWith("." + name) && !name.equals("*"));
    }

    /** All of a package of {@code java.base}, or of ours, whose names nobody has chosen to deceive. */
    private static boolean isBase(String path) {
        String name = path.substring(0, path.length() - 2);
        return name.startsWith("syncasync.")
                || Object.class.getModule().getDescriptor().exports().stream()
                        .anyMatch(each -> each.source().equals(name) && !each.isQualified());
    }

    private static boolean isBaseType(String path) {
        try {
            return Class.forName(path, false, null).getModule() == Object.class.getModule();
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /** Names that stand before an assignment. */
    static Set<String> assignedIn(String source) {
        return ASSIGNED.matcher(new CellText(source).code())
                .results()
                .map(each -> each.group(1) == null ? each.group(2) : each.group(1))
                .collect(Collectors.toSet());
    }

    static Set<String> usedFreely(String source) {
        var text = new CellText(source);
        String code = text.code();
        Set<String> used = new HashSet<>();
        for (MatchResult each : (Iterable<MatchResult>) NAME.matcher(code).results()::iterator) {
            String name = each.group();
            char before = text.lastBefore(each.start());
            boolean isType = Character.isUpperCase(name.charAt(0));
            boolean isCalled = code.substring(each.end()).stripLeading().startsWith("(");
            if (before != '.' && (before != ':' || isType) && (isType || isCalled) && !SourceVersion.isKeyword(name)) {
                used.add(name);
            }
        }
        return used;
    }
}
