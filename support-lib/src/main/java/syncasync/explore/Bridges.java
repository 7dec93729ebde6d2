package syncasync.explore;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The methods that instrumented code calls the JDK through, each for one call in the code:
 *
 * <pre>{@code
 * static R bridge(Receiver receiver, A a, B b) {
 *     Points.before(receiver, SITE);
 *     Points.argument(a); Points.argument(b);
 *     try {
 *         R result = receiver.method(Points.task(a), b);
 *         Points.after(receiver, SITE, result);
 *         return result;
 *     } catch (Throwable e) {
 *         Points.threw(receiver, SITE);
 *         throw e;
 *     }
 * }
 * }</pre>
 *
 * A method reference to the JDK becomes one to such a bridge. In a method of its own the call needs no juggling with
 * what else is on the stack, and its handler stands before those of the code around it.
 */
final class Bridges {
    private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    private static final ClassDesc EXECUTOR = ClassDesc.of("java.util.concurrent.Executor");

    private final ClassDesc self;
    private final boolean inInterface;
    private final List<Consumer<ClassBuilder>> made = new ArrayList<>();

    Bridges(ClassDesc self, boolean inInterface) {
        this.self = self;
        this.inInterface = inInterface;
    }

    /** The name and the type of a bridge. */
    record Bridge(String name, MethodTypeDesc type) {}

    void addTo(ClassBuilder builder) {
        made.forEach(each -> each.accept(builder));
    }

    /** A bridge that tells of the call before and after. */
    Bridge observed(
            Opcode opcode,
            ClassDesc owner,
            String name,
            MethodTypeDesc type,
            boolean ofInterface,
            boolean ownThreads,
            int site) {
        boolean isStatic = opcode == Opcode.INVOKESTATIC;
        MethodTypeDesc whole = isStatic ? type : type.insertParameterTypes(0, owner);
        boolean hasReceiver =
                whole.parameterCount() > 0 && !whole.parameterType(0).isPrimitive();
        return add(whole, code -> {
            Consumer<CodeBuilder> receiver = c -> {
                if (hasReceiver) c.aload(0);
                else c.aconst_null();
            };
            receiver.accept(code);
            code.loadConstant(site).invokestatic(Weaver.POINTS, "before", CodeWeaver.OBJECT_AND_SITE);
            int first = isStatic ? 0 : 1;
            for (int i = 0, slot = first; i < type.parameterCount(); i++) {
                TypeKind kind = TypeKind.from(type.parameterType(i));
                code.loadLocal(kind, slot);
                code.invokestatic(Weaver.POINTS, "argument", MethodTypeDesc.of(ConstantDescs.CD_void, shown(kind)));
                slot += kind.slotSize();
            }
            code.trying(
                    body -> {
                        if (!isStatic) body.aload(0);
                        loadTasks(body, type, first);
                        MethodTypeDesc called = type;
                        if (ownThreads) {
                            body.invokestatic(Weaver.POINTS, "ownThreads", MethodTypeDesc.of(EXECUTOR));
                            called = type.insertParameterTypes(type.parameterCount(), EXECUTOR);
                        }
                        body.invoke(opcode, owner, name, called, ofInterface);
                        TypeKind result = TypeKind.from(type.returnType());
                        if (result == TypeKind.VOID) {
                            receiver.accept(body);
                            body.loadConstant(site)
                                    .invokestatic(Weaver.POINTS, "after", CodeWeaver.OBJECT_AND_SITE)
                                    .return_();
                        } else {
                            int value = body.allocateLocal(result);
                            body.storeLocal(result, value);
                            receiver.accept(body);
                            body.loadConstant(site).loadLocal(result, value);
                            body.invokestatic(
                                    Weaver.POINTS,
                                    "after",
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_void, OBJECT, ConstantDescs.CD_int, shown(result)));
                            body.loadLocal(result, value).return_(result);
                        }
                    },
                    handler -> handler.catchingAll(failed -> {
                        receiver.accept(failed);
                        failed.loadConstant(site)
                                .invokestatic(Weaver.POINTS, "threw", CodeWeaver.OBJECT_AND_SITE)
                                .athrow();
                    }));
        });
    }

    /** A bridge to what is called in place of the JDK's method. */
    Bridge replaced(Calls.Plan.Replace instead, MethodTypeDesc whole, int site) {
        return add(whole, code -> {
            loadParameters(code, whole, 0);
            code.loadConstant(site).invokestatic(instead.owner(), instead.name(), instead.type());
            code.return_(TypeKind.from(whole.returnType()));
        });
    }

    /** A bridge that ends the exploration. */
    Bridge refused(String reason, MethodTypeDesc whole, int site) {
        return add(whole, code -> {
            code.loadConstant(reason)
                    .loadConstant(site)
                    .invokestatic(
                            Weaver.POINTS,
                            "refuse",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_int));
            TypeKind result = TypeKind.from(whole.returnType());
            if (result != TypeKind.VOID) Weaver.zero(code, result);
            code.return_(result);
        });
    }

    private Bridge add(MethodTypeDesc type, Consumer<CodeBuilder> code) {
        var bridge = new Bridge("$bridge$" + made.size(), type);
        made.add(builder -> builder.withMethodBody(
                bridge.name, type, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, code));
        return bridge;
    }

    void call(CodeBuilder code, Bridge bridge) {
        code.invokestatic(self, bridge.name, bridge.type, inInterface);
    }

    boolean inInterface() {
        return inInterface;
    }

    static void loadParameters(CodeBuilder code, MethodTypeDesc type, int slot) {
        for (ClassDesc each : type.parameterList()) {
            TypeKind kind = TypeKind.from(each);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
    }

    /** As {@link #loadParameters}, but what another thread may call knows who handed it over. */
    private static void loadTasks(CodeBuilder code, MethodTypeDesc type, int slot) {
        for (ClassDesc each : type.parameterList()) {
            TypeKind kind = TypeKind.from(each);
            code.loadLocal(kind, slot);
            if (Tasks.TYPES.contains(each.descriptorString())) {
                code.invokestatic(Weaver.POINTS, "task", MethodTypeDesc.of(OBJECT, OBJECT))
                        .checkcast(each);
            }
            slot += kind.slotSize();
        }
    }

    /** The type under which {@link Points} takes a value of this kind. */
    static ClassDesc shown(TypeKind kind) {
        return switch (kind) {
            case BOOLEAN -> ConstantDescs.CD_boolean;
            case CHAR -> ConstantDescs.CD_char;
            case BYTE, SHORT, INT -> ConstantDescs.CD_int;
            case LONG -> ConstantDescs.CD_long;
            case FLOAT -> ConstantDescs.CD_float;
            case DOUBLE -> ConstantDescs.CD_double;
            default -> OBJECT;
        };
    }
}
