package syncasync.explore;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

/**
 * Instruments classes: puts a call of {@link Points} before whatever another thread could notice. What it makes of a
 * class:
 *
 * <ul>
 *   <li>Reads and writes of fields and array elements tell {@link Points} of themselves ({@link CodeWeaver}).
 *   <li>Calls of {@code java.util} go through a method of the class's own that tells before and after ({@link Bridges}).
 *   <li>Monitors are gone, and modelled by {@link Monitors}: the JVM hands a real one on in an order of its own. A
 *       synchronized method becomes an ordinary one that enters the model, calls the old body, and leaves.
 *   <li>Static initialisers become ordinary methods, called by {@link Statics} once in each run, so that each schedule
 *       begins with fresh statics, and so that a thread can be held up in the middle of one.
 * </ul>
 */
final class Weaver {
    static final ClassDesc POINTS = ClassDesc.of(Points.class.getName());

    static final String READY = "$ready"; // sees to it that the static part has run
    static final String STATIC_PART = "$static"; // what was the static initialiser
    private static final String BODY = "$body$"; // what was a synchronized method

    private final OwnClasses own;
    private final Sites sites;
    private final Calls calls;
    private final ClassFile files;

    Weaver(OwnClasses own, Sites sites) {
        this.own = own;
        this.sites = sites;
        calls = new Calls(own);
        files = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(own.loader())
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    byte[] weave(OwnClasses.Info info) {
        var one = new One(info);
        return files.transformClass(info.model(), ClassTransform.ofStateful(() -> one));
    }

    /** The instrumentation of one class. */
    private final class One implements ClassTransform {
        private final OwnClasses.Info info;
        private final ClassDesc self;
        private final String source;
        private final Bridges bridges;
        private final boolean anew;
        private MethodModel staticPart;

        One(OwnClasses.Info info) {
            this.info = info;
            self = info.model().thisClass().asSymbol();
            source = info.model()
                    .findAttribute(Attributes.sourceFile())
                    .map(SourceFileAttribute::sourceFile)
                    .map(Object::toString)
                    .orElse("?");
            bridges = new Bridges(self, info.is(ClassFile.ACC_INTERFACE));
            anew = info.isInitialisedAnew();
        }

        @Override
        public void accept(ClassBuilder made, ClassElement element) {
            switch (element) {
                case FieldModel field when anew && OwnClasses.Info.isStatic(field) -> withoutFinal(made, field);
                case MethodModel method
                when anew && method.methodName().equalsString("<clinit>") -> staticPart = method;
                case MethodModel method
                when method.code().isPresent() && is(method, ClassFile.ACC_SYNCHRONIZED) ->
                    synchronizedMethod(made, method);
                case MethodModel method
                when method.code().isPresent() ->
                    made.withMethod(
                            method.methodName(),
                            method.methodType(),
                            method.flags().flagsMask(),
                            m -> method.forEach(e -> {
                                if (e instanceof CodeModel code) {
                                    m.transformCode(code, body(method, initialises(method)));
                                } else if (!(e instanceof AccessFlags)) {
                                    m.with(e);
                                }
                            }));
                default -> made.with(element);
            }
        }

        @Override
        public void atEnd(ClassBuilder made) {
            if (anew) {
                made.withMethodBody(
                        READY,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                        this::ready);
                made.withMethod(
                        STATIC_PART,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                        m -> {
                            if (staticPart == null) {
                                m.withCode(CodeBuilder::return_);
                            } else {
                                m.transformCode(staticPart.code().orElseThrow(), body(staticPart, false));
                            }
                        });
            }
            bridges.addTo(made);
        }

        private CodeWeaver body(MethodModel method, boolean initialises) {
            return new CodeWeaver(own, sites, calls, bridges, info, source, method, initialises ? self : null);
        }

        /** Whether calling this method from elsewhere initialises the class. */
        private boolean initialises(MethodModel method) {
            return anew
                    && (is(method, ClassFile.ACC_STATIC) || method.methodName().equalsString("<init>"));
        }

        /** Static parts are run again and again, so that their fields cannot be final. */
        private void withoutFinal(ClassBuilder made, FieldModel field) {
            made.withField(field.fieldName(), field.fieldType(), f -> {
                f.withFlags(field.flags().flagsMask() & ~ClassFile.ACC_FINAL);
                field.attributes().forEach(a -> {
                    if (a instanceof java.lang.classfile.FieldElement e) f.with(e);
                });
            });
        }

        /**
         * <pre>{@code
         * static void $ready() {
         *     if (!Points.begins(Self.class)) return;
         *     try {
         *         Super.$ready();
         *         field = 0; …            // all of them: not every one is set by the static part
         *         $static();
         *         Points.initialised(Self.class);
         *     } catch (Throwable e) {
         *         throw Points.failed(Self.class, e);
         *     }
         * }
         * }</pre>
         */
        private void ready(CodeBuilder code) {
            var begins = MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Class, ConstantDescs.CD_int);
            int site = sites.add(new Site(
                    Site.Kind.CALLS,
                    "",
                    "the static part of "
                            + CodeWeaver.simpleName(info.model().thisClass().asInternalName()),
                    frame(
                            "<clinit>",
                            staticPart == null
                                    ? firstLine(info.model())
                                    : firstLine(staticPart.code().orElseThrow()))));
            code.loadConstant(self)
                    .loadConstant(site)
                    .invokestatic(POINTS, "begins", begins)
                    .ifThen(then -> then.trying(
                            body -> {
                                own.of(info.superName())
                                        .filter(OwnClasses.Info::isInitialisedAnew)
                                        .ifPresent(above -> body.invokestatic(
                                                above.model().thisClass().asSymbol(), READY, ConstantDescs.MTD_void));
                                for (FieldModel field : info.model().fields()) {
                                    if (OwnClasses.Info.isStatic(field)) {
                                        zero(body, TypeKind.from(field.fieldTypeSymbol()));
                                        body.putstatic(self, field.fieldName().stringValue(), field.fieldTypeSymbol());
                                    }
                                }
                                body.invokestatic(self, STATIC_PART, ConstantDescs.MTD_void)
                                        .loadConstant(self)
                                        .invokestatic(
                                                POINTS,
                                                "initialised",
                                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Class));
                            },
                            handler -> handler.catchingAll(failed -> {
                                int thrown = failed.allocateLocal(TypeKind.REFERENCE);
                                failed.astore(thrown)
                                        .loadConstant(self)
                                        .aload(thrown)
                                        .invokestatic(
                                                POINTS,
                                                "failed",
                                                MethodTypeDesc.of(
                                                        ClassDesc.of("java.lang.Error"),
                                                        ConstantDescs.CD_Class,
                                                        ConstantDescs.CD_Throwable))
                                        .athrow();
                            })));
            code.return_();
        }

        private void synchronizedMethod(ClassBuilder made, MethodModel method) {
            String body = BODY + method.methodName().stringValue();
            boolean isStatic = is(method, ClassFile.ACC_STATIC);
            int flags = method.flags().flagsMask();
            made.withMethod(
                    body,
                    method.methodTypeSymbol(),
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC | flags & ClassFile.ACC_STATIC,
                    m -> m.transformCode(method.code().orElseThrow(), body(method, false)));
            made.withMethod(method.methodName(), method.methodType(), flags & ~ClassFile.ACC_SYNCHRONIZED, m -> {
                method.forEach(e -> {
                    if (!(e instanceof CodeModel) && !(e instanceof AccessFlags)) m.with(e);
                });
                m.withCode(code -> {
                    if (isStatic && anew) code.invokestatic(self, READY, ConstantDescs.MTD_void);
                    Consumer<CodeBuilder> lock = isStatic ? c -> c.loadConstant(self) : c -> c.aload(0);
                    int site = sites.add(new Site(
                            Site.Kind.LOCKS,
                            "",
                            "synchronized " + method.methodName().stringValue(),
                            frame(
                                    method.methodName().stringValue(),
                                    firstLine(method.code().orElseThrow()))));
                    lock.accept(code);
                    code.loadConstant(site).invokestatic(POINTS, "enter", CodeWeaver.OBJECT_AND_SITE);
                    code.trying(
                            inner -> {
                                if (!isStatic) inner.aload(0);
                                Bridges.loadParameters(inner, method.methodTypeSymbol(), isStatic ? 0 : 1);
                                if (isStatic) inner.invokestatic(self, body, method.methodTypeSymbol());
                                else inner.invokespecial(self, body, method.methodTypeSymbol());
                                lock.accept(inner);
                                inner.invokestatic(POINTS, "exit", CodeWeaver.OBJECT_ALONE);
                                inner.return_(
                                        TypeKind.from(method.methodTypeSymbol().returnType()));
                            },
                            handler -> handler.catchingAll(failed -> {
                                lock.accept(failed);
                                failed.invokestatic(POINTS, "exit", CodeWeaver.OBJECT_ALONE)
                                        .athrow();
                            }));
                });
            });
        }

        private StackTraceElement frame(String method, int line) {
            return new StackTraceElement(
                    info.model().thisClass().asInternalName().replace('/', '.'), method, source, line);
        }
    }

    static void zero(CodeBuilder code, TypeKind kind) {
        switch (kind) {
            case LONG -> code.lconst_0();
            case FLOAT -> code.fconst_0();
            case DOUBLE -> code.dconst_0();
            case REFERENCE -> code.aconst_null();
            default -> code.iconst_0();
        }
    }

    private static int firstLine(ClassModel model) {
        return model.methods().stream()
                .flatMap(method -> method.code().stream())
                .mapToInt(Weaver::firstLine)
                .filter(line -> line > 0)
                .min()
                .orElse(0);
    }

    private static int firstLine(CodeModel code) {
        for (var each : code) {
            if (each instanceof java.lang.classfile.instruction.LineNumber line) return line.line();
        }
        return 0;
    }

    private static boolean is(MethodModel method, int flag) {
        return (method.flags().flagsMask() & flag) != 0;
    }
}
