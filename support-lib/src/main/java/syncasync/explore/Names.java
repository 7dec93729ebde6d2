package syncasync.explore;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How the objects of a run are told apart: by their type, and from the second on by a number, in the order in which the
 * program touched them: {@code an Account}, {@code Account 2}. A bare object that serves as a lock goes by the field that
 * it was found in.
 */
final class Names {
    private final Map<Object, String> names = new IdentityHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** Numbers an object, the first time that the program touches it. */
    void touch(Object object) {
        if (!names.containsKey(object)) name(object, Wording.typeName(object.getClass()));
    }

    /** As {@link #touch}, for what is locked. */
    void touchLock(Object lock, String field) {
        if (names.containsKey(lock)) return;
        boolean bare = lock.getClass() == Object.class && !field.isEmpty();
        name(lock, bare ? field : Wording.typeName(lock.getClass()));
    }

    private void name(Object object, String base) {
        int number = counts.merge(base, 1, Integer::sum);
        names.put(object, number == 1 ? base : base + " " + number);
    }

    /** {@code Account 2}. */
    String of(Object object) {
        touch(object);
        return names.get(object);
    }

    /** {@code an Account}, {@code Account 2}. */
    String a(Object object) {
        String name = of(object);
        boolean byType = name.equals(Wording.typeName(object.getClass()));
        return byType ? Wording.a(object.getClass()) : name;
    }

    /** {@code the lock of an Account}, {@code the lock ovenLock}. */
    String lock(Object lock) {
        if (lock instanceof Class<?> type) return "the lock of the class " + Wording.typeName(type);
        boolean byField = lock.getClass() == Object.class && !of(lock).startsWith("Object");
        return byField ? "the lock " + of(lock) : "the lock of " + a(lock);
    }

    /** {@code Account.balance}, {@code Account 2.balance}. */
    String field(Object in, Site site) {
        if (in instanceof Class<?>) return site.what();
        String name = of(in);
        int blank = name.lastIndexOf(' ');
        return site.owner() + (blank < 0 ? "" : name.substring(blank)) + "." + site.name();
    }
}
