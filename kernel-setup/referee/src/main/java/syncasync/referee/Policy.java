package syncasync.referee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import syncasync.json.Json;

/**
 * An allow-list of classes and members, held against bytecode: whatever a student's class refers to and no rule names is
 * denied. The bytecode is what runs, so there is nothing to hide behind; reflection, which could, is not allowed.
 *
 * <p>A rule is {@code package.*}, {@code package.**} (and the packages below it), {@code package.Class} or {@code
 * package.Outer$Inner}, each perhaps with {@code #member} or {@code #member(descriptor}, of which the beginning has to
 * fit. The rule that says most decides; of two alike, the later one.
 */
final class Policy {

    private static final String CELLS = "REPL.";

    private final Map<String, Boolean> rules = new HashMap<>(); // whether it allows, by pattern
    private final Map<String, List<String>> members = new HashMap<>(); // rules about members, by pattern of their class
    private final Map<String, Set<String>> hierarchy = new HashMap<>(); // supertypes of classes of cells

    /** The rules that hold where nothing else is said. */
    static Policy usual() {
        try (var in = Policy.class.getResourceAsStream("policy.json")) {
            return new Policy().with((Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds rules: {@code {"allow": […], "deny": […]}}. */
    Policy with(Map<?, ?> more) {
        for (boolean allows : new boolean[] {true, false}) {
            if (more.get(allows ? "allow" : "deny") instanceof List<?> patterns) {
                patterns.forEach(each -> rules.put((String) each, allows));
            }
        }
        members.clear();
        return this;
    }

    /** Notes a class that cells may refer to from now on. */
    void knows(ClassModel model) {
        Set<String> above = new HashSet<>();
        model.superclass().ifPresent(each -> above.add(name(each)));
        model.interfaces().forEach(each -> above.add(name(each)));
        hierarchy.put(name(model.thisClass()), above);
    }

    /**
     * What a class refers to that is not allowed, in words.
     *
     * @param given classes of cells that are not the student's, and whose variables are not the student's to assign
     * @param assignable names of such variables that are, all the same
     */
    List<String> violations(ClassModel model, Set<String> given, Set<String> assignable) {
        Set<String> found = new LinkedHashSet<>();
        for (PoolEntry each : model.constantPool()) {
            if (each instanceof MemberRefEntry member) {
                member(member).ifPresent(found::add);
            }
        }
        model.superclass().map(Policy::name).flatMap(this::type).ifPresent(found::add);
        model.interfaces().stream()
                .map(Policy::name)
                .flatMap(each -> type(each).stream())
                .forEach(found::add);
        model.methods().forEach(each -> assignments(each, given, assignable, found));
        return List.copyOf(found);
    }

    private static void assignments(MethodModel method, Set<String> given, Set<String> assignable, Set<String> found) {
        method.code()
                .ifPresent(code -> code.forEach(each -> {
                    if (each instanceof FieldInstruction field
                            && field.opcode() == Opcode.PUTSTATIC
                            && given.contains(name(field.owner()))
                            && !assignable.contains(field.name().stringValue())) {
                        found.add("assigns " + field.name().stringValue() + ", which the homework gives");
                    }
                }));
    }

    private Optional<String> member(MemberRefEntry reference) {
        String owner = name(reference.owner());
        String member = reference.name().stringValue();
        String signature = member + reference.type().stringValue();
        Set<String> above = supertypes(owner);
        boolean allowed = owner.startsWith(CELLS) || owner.startsWith("[") || allows(owner, signature);
        boolean denied = above.stream().anyMatch(each -> denies(each, signature));
        if (allowed && !denied) {
            return Optional.empty();
        }
        String simple = owner.substring(owner.lastIndexOf('.') + 1).replace('$', '.');
        return Optional.of(member.equals("<init>") ? "uses new " + simple + "(…)" : "uses " + simple + "." + member);
    }

    private Optional<String> type(String name) {
        return name.startsWith(CELLS) || allows(name, "") ? Optional.empty() : Optional.of("is a kind of " + name);
    }

    private static String name(ClassEntry entry) {
        return entry.asInternalName().replace('/', '.');
    }

    /** The rule that says most about a member, or about a class where the member is empty. */
    private boolean allows(String type, String signature) {
        for (String pattern : patterns(type)) {
            Boolean said = signature.isEmpty() ? null : saidOf(pattern, signature);
            if (said == null) {
                said = rules.get(pattern);
            }
            if (said != null) {
                return said;
            }
        }
        return false;
    }

    /** Whether a rule names the member of a supertype and denies it: by way of a subclass it is denied as well. */
    private boolean denies(String type, String signature) {
        for (String pattern : patterns(type)) {
            Boolean said = saidOf(pattern, signature);
            if (said != null) {
                return !said;
            }
        }
        return false;
    }

    private Boolean saidOf(String pattern, String signature) {
        Boolean said = null;
        int most = -1;
        for (var rule : membersOf(pattern)) {
            String member = rule.substring(pattern.length() + 1);
            boolean fits = member.contains("(")
                    ? signature.startsWith(member)
                    : signature.startsWith(member + "(") || signature.equals(member) || isField(signature, member);
            if (fits && member.length() > most) {
                most = member.length();
                said = rules.get(rule);
            }
        }
        return said;
    }

    /** A field's signature is its name and its type, {@code outLjava/io/PrintStream;}. */
    private static boolean isField(String signature, String member) {
        return signature.startsWith(member)
                && !signature.contains("(")
                && signature.substring(member.length()).matches("\\[*([BCDFIJSZ]|L[^;]+;)");
    }

    private List<String> membersOf(String pattern) {
        return members.computeIfAbsent(
                pattern,
                p -> rules.keySet().stream()
                        .filter(each -> each.startsWith(p + "#"))
                        .toList());
    }

    /** From what says most about a class to what says least. */
    private static List<String> patterns(String type) {
        List<String> patterns = new ArrayList<>(List.of(type));
        int dot = type.lastIndexOf('.');
        String above = dot < 0 ? "" : type.substring(0, dot);
        patterns.add(above + ".*");
        while (!above.isEmpty()) {
            patterns.add(above + ".**");
            dot = above.lastIndexOf('.');
            above = dot < 0 ? "" : above.substring(0, dot);
        }
        return patterns;
    }

    /** A class and all above it, as far as they are known. */
    private Set<String> supertypes(String name) {
        Set<String> all = new LinkedHashSet<>();
        collect(name, all);
        return all;
    }

    private void collect(String name, Set<String> into) {
        if (!into.add(name)) {
            return;
        }
        if (hierarchy.containsKey(name)) {
            hierarchy.get(name).forEach(each -> collect(each, into));
            return;
        }
        try {
            Class<?> type = Class.forName(name, false, Policy.class.getClassLoader());
            if (type.getSuperclass() != null) {
                collect(type.getSuperclass().getName(), into);
            }
            for (Class<?> each : type.getInterfaces()) {
                collect(each.getName(), into);
            }
        } catch (ClassNotFoundException | LinkageError _) {
            // of a library that the referee does not have: its own rules are all there is
        }
    }
}
