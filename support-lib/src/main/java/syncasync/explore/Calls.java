package syncasync.explore;

import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of each call in instrumented code: it is kept, observed, replaced, or it ends the exploration. */
final class Calls {

    /** What becomes of a call. */
    sealed interface Plan {
        /** Nothing. */
        record Keep() implements Plan {}

        /** The explorer is told before and after. */
        record Observe() implements Plan {}

        /** This static method is called instead, with the number of the site as its last argument. */
        record Replace(ClassDesc owner, String name, MethodTypeDesc type) implements Plan {}

        /** As {@link Observe}, with an executor of the explorer's as a last argument. */
        record OnOwnThreads() implements Plan {}

        /** The exploration ends with this reason, should the call ever be reached. */
        record Refuse(String reason) implements Plan {}
    }

    private static final Plan KEEP = new Plan.Keep();
    private static final Plan OBSERVE = new Plan.Observe();
    private static final Plan ON_OWN_THREADS = new Plan.OnOwnThreads();

    private static final Map<String, List<Method>> REPLACEMENTS = new HashMap<>(); // by name and descriptor

    static {
        for (Class<?> each : List.of(InsteadOfThreads.class, InsteadOfPools.class, InsteadOfTimedWaits.class)) {
            for (Method method : each.getDeclaredMethods()) {
                InPlaceOf marked = method.getAnnotation(InPlaceOf.class);
                if (marked != null) {
                    REPLACEMENTS
                            .computeIfAbsent(original(method, marked.value()), _ -> new ArrayList<>())
                            .add(method);
                }
            }
        }
    }

    private static final Set<String> OUTSIDE = Set.of(
            "java/net/",
            "java/nio/channels/",
            "java/nio/file/Files",
            "java/sql/",
            "javax/net/",
            "java/io/File",
            "java/io/RandomAccessFile",
            "java/lang/Process",
            "java/lang/Runtime",
            "java/lang/management/",
            "java/awt/",
            "java/rmi/",
            "java/util/Scanner",
            "java/util/jar/",
            "java/util/logging/",
            "java/util/prefs/",
            "java/util/zip/ZipFile",
            "java/util/Timer");

    /** Ways to code that is not instrumented, and to the explorer itself. */
    private static final Set<String> AROUND = Set.of(
            "java/lang/reflect/",
            "java/lang/ClassLoader",
            "java/lang/Module",
            "java/lang/foreign/",
            "java/lang/instrument/",
            "java/lang/invoke/MethodHandle",
            "java/beans/",
            "java/util/ServiceLoader",
            "syncasync/explore/",
            "javax/",
            "com/sun/",
            "jdk/",
            "sun/");

    private static final Set<String> HARMLESS = Set.of(
            "java/net/URI",
            "java/net/URLEncoder",
            "java/net/URLDecoder",
            "java/lang/invoke/MethodHandles.lookup",
            "java/lang/invoke/MethodHandles.arrayElementVarHandle",
            "java/lang/invoke/MethodHandles$Lookup.findVarHandle",
            "java/lang/invoke/MethodHandles$Lookup.findStaticVarHandle",
            "java/lang/reflect/Array.newInstance",
            "java/lang/Runtime.getRuntime",
            "java/lang/Runtime.availableProcessors",
            "java/lang/Runtime.totalMemory",
            "java/lang/Runtime.maxMemory",
            "java/lang/Runtime.freeMemory");

    private static final Set<String> ARGUMENT_IS_RECEIVER = Set.of(
            "sort",
            "shuffle",
            "reverse",
            "swap",
            "fill",
            "addAll",
            "rotate",
            "min",
            "max",
            "frequency",
            "unmodifiableList",
            "unmodifiableSet",
            "unmodifiableMap",
            "unmodifiableCollection");

    private final OwnClasses own;

    Calls(OwnClasses own) {
        this.own = own;
    }

    /** @param opcode how it is called; a constructor's call is told by its name */
    Plan plan(Opcode opcode, String owner, String name, MethodTypeDesc type) {
        if (own.isOwn(owner)) {
            if (own.declares(owner, name, type.descriptorString()) || name.equals("<init>")) {
                return KEEP;
            }
            owner = own.outside(owner);
            if (owner == null) {
                return KEEP;
            }
        }
        if (owner.startsWith("[") || !owner.startsWith("java/") && !goesAround(owner, name)) {
            return KEEP;
        }
        boolean isStatic = opcode == Opcode.INVOKESTATIC;
        Method replacement = replacement(owner, name, type, isStatic);
        if (replacement != null) {
            return replace(replacement);
        }
        String outside = opensFile(owner, name, type) ? io(owner) : refused(owner, name);
        if (outside != null) {
            return new Plan.Refuse(outside);
        }
        if (isStatic) {
            return owner.equals("java/util/concurrent/CompletableFuture") && name.endsWith("Async")
                    ? ON_OWN_THREADS
                    : owner.equals("java/util/Collections") && ARGUMENT_IS_RECEIVER.contains(name)
                                    || owner.startsWith("java/util/") && name.equals("copyOf")
                            ? OBSERVE
                            : KEEP;
        }
        if (name.equals("<init>") || owner.equals("java/util/concurrent/ThreadLocalRandom")) {
            return KEEP;
        }
        if (goesToCommonPool(owner, name, type)) {
            return ON_OWN_THREADS;
        }
        return isObserved(owner) ? OBSERVE : KEEP;
    }

    private static boolean isObserved(String owner) {
        return owner.startsWith("java/util/")
                        && !owner.startsWith("java/util/function/")
                        && !owner.startsWith("java/util/stream/")
                        && !owner.startsWith("java/util/regex/")
                        && !owner.startsWith("java/util/Optional")
                        && !owner.startsWith("java/util/Objects")
                || owner.equals("java/lang/StringBuilder")
                || owner.equals("java/lang/StringBuffer")
                || owner.startsWith("java/text/")
                || owner.equals("java/lang/Iterable")
                || owner.equals("java/lang/invoke/VarHandle");
    }

    private static boolean goesToCommonPool(String owner, String name, MethodTypeDesc type) {
        return (owner.equals("java/util/concurrent/CompletableFuture")
                        || owner.equals("java/util/concurrent/CompletionStage"))
                && name.endsWith("Async")
                && !takesExecutor(type);
    }

    static boolean takesExecutor(MethodTypeDesc type) {
        return type.parameterCount() > 0
                && type.parameterType(type.parameterCount() - 1)
                        .descriptorString()
                        .equals("Ljava/util/concurrent/Executor;");
    }

    private static String refused(String owner, String name) {
        if (name.equals("parallelStream")
                || name.equals("parallel") && owner.startsWith("java/util/stream/")
                || owner.equals("java/util/Arrays") && name.startsWith("parallel")) {
            return "a parallel stream, whose threads no schedule controls";
        }
        if (owner.startsWith("java/util/concurrent/ForkJoin")
                || owner.startsWith("java/util/concurrent/Recursive")
                || owner.equals("java/util/concurrent/CountedCompleter")
                || name.equals("newWorkStealingPool")) {
            return "a fork/join pool, whose threads no schedule controls";
        }
        if (owner.equals("java/util/concurrent/SubmissionPublisher")) {
            return "a SubmissionPublisher, whose threads no schedule controls";
        }
        if (owner.equals("java/lang/System") && name.startsWith("set")) {
            return "System." + name + ", which would change this JVM";
        }
        if (owner.equals("java/lang/System")
                && Set.of("load", "loadLibrary", "console", "inheritedChannel").contains(name)) {
            return io(owner);
        }
        if (owner.equals("java/lang/System") && name.equals("exit") || owner.equals("java/lang/IO")) {
            return (name.equals("exit") ? "System.exit" : "input by IO") + ", which no schedule controls";
        }
        boolean isThrowable = owner.endsWith("Exception") || owner.endsWith("Error");
        if (isThrowable || HARMLESS.contains(owner) || HARMLESS.contains(owner + "." + name)) {
            return null;
        }
        if (goesAround(owner, name)) {
            return (owner.startsWith("syncasync/")
                            ? "the explorer itself"
                            : "reflection or the like by " + owner.replaceFirst(".*/", "") + "." + name)
                    + ", not inside of what it explores";
        }
        if (owner.startsWith("java/util/Timer")) return "a Timer, which no schedule controls";
        return OUTSIDE.stream().anyMatch(owner::startsWith) ? io(owner) : null;
    }

    private static String io(String owner) {
        return "input or output or the system by " + owner.substring(owner.lastIndexOf('/') + 1)
                + ", which no schedule controls";
    }

    /** Whether it is a constructor that takes the name of a file: of a PrintStream, a PrintWriter, a Formatter. */
    private static boolean opensFile(String owner, String name, MethodTypeDesc type) {
        return name.equals("<init>")
                && Set.of("java/io/PrintStream", "java/io/PrintWriter", "java/util/Formatter")
                        .contains(owner)
                && type.parameterCount() > 0
                && Set.of("Ljava/lang/String;", "Ljava/io/File;")
                        .contains(type.parameterType(0).descriptorString());
    }

    private static boolean goesAround(String owner, String name) {
        if (owner.equals("java/lang/Class")) {
            return name.equals("forName")
                    || name.matches("get.*(Method|Field|Constructor|Loader|Module)s?|newInstance");
        }
        if (owner.equals("java/lang/Thread"))
            return name.equals("getAllStackTraces") || name.contains("ContextClassLoader");
        return AROUND.stream().anyMatch(owner::startsWith);
    }

    private static Plan replace(Method method) {
        MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        return new Plan.Replace(
                ClassDesc.of(method.getDeclaringClass().getName()),
                method.getName(),
                type.describeConstable().orElseThrow());
    }

    private static Method replacement(String owner, String name, MethodTypeDesc type, boolean isStatic) {
        String key = (name.equals("<init>") ? "_new" : name) + parameters(type);
        for (Method each : REPLACEMENTS.getOrDefault(key, List.of())) {
            if (each.getAnnotation(InPlaceOf.class).value().isAssignableFrom(classOf(owner))
                    && isStatic == (each.getParameterCount() == type.parameterCount() + 1 && !name.equals("<init>"))) {
                return each;
            }
        }
        return null;
    }

    private static Class<?> classOf(String owner) {
        try {
            return Class.forName(owner.replace('/', '.'), false, VarHandle.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Object.class; // of a module that the boot loader does not have
        }
    }

    /** Name and parameters of what a method replaces: a first parameter of the class itself is the receiver. */
    private static String original(Method method, Class<?> of) {
        Class<?>[] all = method.getParameterTypes();
        boolean receiver = !isStatic(method, of, all);
        return method.getName()
                + parameters(
                        MethodType.methodType(void.class, Arrays.copyOfRange(all, receiver ? 1 : 0, all.length - 1))
                                .describeConstable()
                                .orElseThrow());
    }

    private static boolean isStatic(Method method, Class<?> of, Class<?>[] all) {
        if (method.getName().equals("_new")) {
            return true;
        }
        return Arrays.stream(of.getMethods())
                .anyMatch(m -> m.getName().equals(method.getName())
                        && java.lang.reflect.Modifier.isStatic(m.getModifiers())
                        && Arrays.equals(m.getParameterTypes(), Arrays.copyOf(all, all.length - 1)));
    }

    private static String parameters(MethodTypeDesc type) {
        String text = type.descriptorString();
        return text.substring(0, text.indexOf(')') + 1);
    }
}
