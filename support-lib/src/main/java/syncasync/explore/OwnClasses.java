package syncasync.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The classes that are instrumented: those of cells, those in folders of the class path, and those of the jar that the
 * scenario's own class comes from. Other jars, this library, the front end and the JDK stay as they are. Names are written as in class
 * files, {@code java/lang/String}.
 */
final class OwnClasses {

    /** What the instrumentation has to know of a class. */
    record Info(ClassModel model, byte[] bytes) {

        String superName() {
            return model.superclass().map(s -> s.asInternalName()).orElse(null);
        }

        Optional<FieldModel> field(String name) {
            return model.fields().stream()
                    .filter(f -> f.fieldName().equalsString(name))
                    .findFirst();
        }

        Optional<MethodModel> method(String name, String descriptor) {
            return model.methods().stream()
                    .filter(m -> m.methodName().equalsString(name)
                            && (descriptor == null || m.methodType().equalsString(descriptor)))
                    .findFirst();
        }

        boolean is(int flag) {
            return (model.flags().flagsMask() & flag) != 0;
        }

        /** A class that JShell wraps a snippet in: its static fields are the notebook's variables. */
        boolean wrapsSnippet() {
            return method("do_it$", null).isPresent();
        }

        /** Whether its static part is run again for each schedule, by a method in place of its initialiser. */
        boolean isInitialisedAnew() {
            return !is(ClassFile.ACC_INTERFACE) && !is(ClassFile.ACC_ENUM) && !wrapsSnippet() && hasStatics();
        }

        /** Whether only a fresh copy of the class has fresh statics: the JVM itself keeps an enum's constants. */
        boolean needsFreshCopy() {
            return is(ClassFile.ACC_INTERFACE)
                    ? method("<clinit>", null).isPresent()
                    : is(ClassFile.ACC_ENUM)
                            && model.fields().stream()
                                    .anyMatch(f ->
                                            (f.flags().flagsMask() & (ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC))
                                                    == 0);
        }

        private boolean hasStatics() {
            return method("<clinit>", null).isPresent()
                    || model.fields().stream().anyMatch(Info::isStatic);
        }

        /** Whether it is a static field that is set as the program runs. */
        static boolean isStatic(FieldModel field) {
            return (field.flags().flagsMask() & ClassFile.ACC_STATIC) != 0
                    && field.findAttribute(Attributes.constantValue()).isEmpty();
        }
    }

    private static final String LIBRARY = placeOf(OwnClasses.class);

    private final ClassLoader loader;
    private final String frontEnd; // the place that the loader of cells comes from; null if it is the JDK's
    private final String home; // the place that the scenario's class comes from; null is the loader's memory
    private final Map<String, Optional<Info>> known = new HashMap<>();

    OwnClasses(Class<?> one) {
        loader = one.getClassLoader();
        frontEnd = placeOf(loader.getClass());
        home = placeOf(one);
    }

    private static String placeOf(Class<?> type) {
        if (type.getClassLoader() == null) return null;
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getClassLoader().getResource(file);
        return url == null ? null : placeOf(url, file);
    }

    private static String placeOf(URL url, String file) {
        String text = url.toString();
        return text.substring(0, text.length() - file.length());
    }

    /** Whether classes from there are instrumented: not the JDK, not this library, and of other jars not even one. */
    private boolean isOwn(URL url, String file) {
        if (url == null) return true;
        String place = placeOf(url, file);
        return place.equals(home)
                || url.getProtocol().equals("file") && !place.equals(LIBRARY) && !place.equals(frontEnd);
    }

    ClassLoader loader() {
        return loader;
    }

    boolean isOwn(String name) {
        return of(name).isPresent();
    }

    Optional<Info> of(String name) {
        return known.computeIfAbsent(
                name, n -> read(n).map(b -> new Info(ClassFile.of().parse(b), b)));
    }

    private Optional<byte[]> read(String name) {
        if (name.startsWith("java/") || name.startsWith("[")) {
            return Optional.empty();
        }
        String file = name + ".class";
        if (!isOwn(loader.getResource(file), file)) {
            return Optional.empty();
        }
        try (InputStream in = loader.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first super class, or the class itself, that is not instrumented: where its inherited methods come from. */
    String outside(String name) {
        String at = name;
        for (Optional<Info> info = of(at); info.isPresent(); info = of(at)) {
            at = info.get().superName();
        }
        return at;
    }

    /** Whether the class or one of its own super types declares the method. */
    boolean declares(String name, String method, String descriptor) {
        Optional<Info> info = of(name);
        return info.isPresent()
                && (info.get().method(method, descriptor).isPresent()
                        || info.get().superName() != null && declares(info.get().superName(), method, descriptor)
                        || info.get().model().interfaces().stream()
                                .anyMatch(i -> declares(i.asInternalName(), method, descriptor)));
    }

    /** The own class that declares a field which code finds by this class, if it is an own one. */
    Optional<Info> declaring(String name, String field) {
        Optional<Info> info = of(name);
        if (info.isEmpty() || info.get().field(field).isPresent()) {
            return info;
        }
        for (var each : info.get().model().interfaces()) {
            Optional<Info> found = declaring(each.asInternalName(), field);
            if (found.isPresent()) {
                return found;
            }
        }
        String above = info.get().superName();
        return above == null ? Optional.empty() : declaring(above, field);
    }
}
