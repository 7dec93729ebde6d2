package syncasync.kernel;

import java.util.regex.Pattern;

/** Takes what only the JVM and JShell need to know out of texts: wrapper classes, class loaders, hashes. */
final class JvmNames {

    private static final Pattern WRAPPER =
            Pattern.compile("REPL\\.\\$JShell\\$\\d+\\w*?[.$](?!\\$Lambda)|REPL/\\$JShell\\$\\d+\\w*?\\$");
    private static final Pattern WRAPPER_ALONE = Pattern.compile("REPL\\.\\$JShell\\$\\d+[A-Z]*");
    private static final Pattern LOADERS = Pattern.compile(" \\([^()]*\\b(?:is|are) in (?:unnamed )?module [^()]*\\)");
    private static final Pattern LAMBDA = Pattern.compile("[\\w.$]*\\$\\$Lambda/0x[0-9a-f]+(?:@[0-9a-f]+)?");
    private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])");
    private static final Pattern HASH = Pattern.compile("(?<![\\w@.])(?:[a-z]\\w*\\.)*([A-Z][\\w$]*)@[0-9a-f]{4,8}\\b");

    private JvmNames() {}

    /** A text of the JVM as a learner would put it. */
    static String clean(String text) {
        if (text == null) {
            return null;
        }
        if (text.contains("REPL")) {
            text = LAMBDA.matcher(text).replaceAll("lambda");
            text = WRAPPER.matcher(text).replaceAll("");
            text = WRAPPER_ALONE.matcher(text).replaceAll("cell");
        }
        return text.contains("module") ? LOADERS.matcher(text).replaceAll("") : text;
    }

    /** The same, of the compiler: classes by their simple names. */
    static String withoutPackages(String text) {
        return PACKAGES.matcher(clean(text)).replaceAll("");
    }

    /** The text of a value, without what changes from run to run. */
    static String withoutHashes(String text) {
        String clean = LAMBDA.matcher(text).replaceAll("lambda");
        clean = clean(clean);
        return clean.indexOf('@') < 0 ? clean : HASH.matcher(clean).replaceAll(m -> simple(m.group(1)));
    }

    /** The name by which a class was declared. */
    static String of(Class<?> type) {
        if (type.isHidden() || type.isSynthetic()) {
            return type.getInterfaces().length > 0 ? of(type.getInterfaces()[0]) + " lambda" : "lambda";
        }
        if (type.isAnonymousClass()) {
            return of(type.getInterfaces().length > 0 ? type.getInterfaces()[0] : type.getSuperclass());
        }
        return type.getSimpleName();
    }

    private static String simple(String name) {
        int dollar = name.lastIndexOf('$');
        return dollar >= 0 && dollar < name.length() - 1 && !Character.isDigit(name.charAt(dollar + 1))
                ? name.substring(dollar + 1)
                : name;
    }
}
