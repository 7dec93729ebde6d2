package syncasync.explore;

import java.text.Format;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** How objects of the JDK's classes behave when several threads use them. */
enum Family {
    /** Nothing that others could notice: it cannot change, or it is nobody's business. */
    INERT,
    /** Not made for several threads: an ArrayList, a HashMap, a StringBuilder. */
    PLAIN,
    /** Every method takes the object's own monitor: {@code Collections.synchronizedList}, a Vector. */
    LOCKED,
    /** Of {@code java.util.concurrent}: what is done with it orders what is around it. */
    CONCURRENT,
    /** As {@link #CONCURRENT}, and locks a part of itself while it calls back: a ConcurrentHashMap. */
    CONCURRENT_COLLECTION,
    /** As {@link #CONCURRENT}, and runs code that is handed to it: executors, futures, scopes. */
    MACHINERY;

    private static final ClassValue<Family> FAMILIES = new ClassValue<>() {
        @Override
        protected Family computeValue(Class<?> type) {
            return find(type);
        }
    };

    private static final Set<String> LOCKING = Set.of(
            "java.util.Vector",
            "java.util.Stack",
            "java.util.Hashtable",
            "java.util.Properties",
            "java.lang.StringBuffer");

    static Family of(Object object) {
        return object == null ? INERT : FAMILIES.get(object.getClass());
    }

    private static Family find(Class<?> type) {
        Class<?> jdks = type; // an own class that extends one of the JDK's behaves like it
        while (jdks.getClassLoader() != null) jdks = jdks.getSuperclass();
        String name = jdks.getName();
        if (name.startsWith("java.util.Collections$Synchronized") || LOCKING.contains(name)) return LOCKED;
        if (name.startsWith("java.util.concurrent.")) {
            if (runs(jdks)) return MACHINERY;
            return Map.class.isAssignableFrom(jdks) || name.contains("CopyOnWrite")
                    ? CONCURRENT_COLLECTION
                    : CONCURRENT;
        }
        if (name.equals("java.lang.Thread") || name.startsWith("java.lang.invoke.") && name.contains("VarHandle"))
            return CONCURRENT;
        if (name.startsWith("java.util.Immutable")
                || name.startsWith("java.util.Collections$")
                || name.startsWith("java.util.stream.")) return INERT;
        if (name.equals("java.lang.StringBuilder") || Format.class.isAssignableFrom(jdks)) return PLAIN;
        boolean container = Collection.class.isAssignableFrom(jdks)
                || Map.class.isAssignableFrom(jdks)
                || Iterator.class.isAssignableFrom(jdks)
                || BitSet.class.isAssignableFrom(jdks);
        return name.startsWith("java.util.") && container ? PLAIN : INERT;
    }

    private static boolean runs(Class<?> type) {
        return Executor.class.isAssignableFrom(type)
                || Future.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type)
                || CompletionService.class.isAssignableFrom(type)
                || type.getName().contains("StructuredTaskScope");
    }
}
