package syncasync.explore;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import syncasync.host.BackJumps;

/** Instruments the code of one method. */
final class CodeWeaver implements CodeTransform {
    static final MethodTypeDesc OBJECT_AND_SITE = MethodTypeDesc.of(CD_void, CD_Object, CD_int);
    static final MethodTypeDesc OBJECT_ALONE = MethodTypeDesc.of(CD_void, CD_Object);
    private static final MethodTypeDesc ELEMENT = MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int);
    private static final MethodTypeDesc INT = MethodTypeDesc.of(CD_void, CD_int);
    private static final String METAFACTORY = "Ljava/lang/invoke/LambdaMetafactory;";
    private static final Set<ClassDesc> COPIED =
            Set.of(ConstantDescs.CD_Collection, ConstantDescs.CD_Map, ClassDesc.of("java.util.SortedSet"));
    private static final Set<String> REPLACED = // instead of their constructors a method is called
            Set.of(
                    "java/lang/Thread",
                    "java/util/Random",
                    "java/util/concurrent/ThreadPoolExecutor",
                    "java/util/concurrent/ScheduledThreadPoolExecutor");

    private final OwnClasses own;
    private final Sites sites;
    private final Calls calls;
    private final Bridges bridges;
    private final OwnClasses.Info self;
    private final String source;
    private final String method;
    private final ClassDesc initialises; // the class whose static part must have run before this code; null if none

    private final boolean byJvm; // a static initialiser that stays one: no thread can be held up in it

    private final BitSet unused; // the calls whose results are thrown away, by their numbers in the code
    private int number; // of calls so far
    private final BackJumps loops = new BackJumps();
    private int stores; // to local variables so far
    private final Deque<String> replaced = new ArrayDeque<>(); // objects begun whose constructors are replaced
    private int begun; // other objects that were made and not constructed
    private boolean constructed; // the constructor of the super class has been called
    private boolean dropDup;
    private boolean entered;
    private String lockField = ""; // the field that was just read
    private int line;

    CodeWeaver(
            OwnClasses own,
            Sites sites,
            Calls calls,
            Bridges bridges,
            OwnClasses.Info self,
            String source,
            MethodModel method,
            ClassDesc initialises) {
        this.own = own;
        this.sites = sites;
        this.calls = calls;
        this.bridges = bridges;
        this.self = self;
        this.source = source;
        this.method = method.methodName().stringValue();
        this.initialises = initialises;
        constructed = !this.method.equals("<init>");
        byJvm = this.method.equals("<clinit>") && !self.isInitialisedAnew();
        unused = unused(method.code().orElseThrow());
    }

    /** The calls after which the next instruction drops what they gave. */
    private static BitSet unused(CodeModel code) {
        var unused = new BitSet();
        int calls = 0;
        boolean called = false;
        for (CodeElement each : code) {
            if (!(each instanceof Instruction)) continue;
            boolean drops = each instanceof StackInstruction stack
                    && (stack.opcode() == Opcode.POP || stack.opcode() == Opcode.POP2);
            if (called && drops) unused.set(calls);
            called = each instanceof InvokeInstruction;
            if (called) calls++;
        }
        return unused;
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        boolean drop = dropDup;
        dropDup = false;
        if (!entered && element instanceof Instruction) {
            entered = true;
            if (initialises != null) code.invokestatic(initialises, Weaver.READY, ConstantDescs.MTD_void);
            if (byJvm) code.iconst_1().invokestatic(Weaver.POINTS, "quiet", INT);
        }
        loops.pass(element, stores);
        int loop = loops.loopFrom(element);
        if (loop != BackJumps.NONE) { // where nothing of its own has changed, it is where it was
            code.invokestatic(Weaver.POINTS, loop == stores ? "spin" : "jump", ConstantDescs.MTD_void);
        }
        if (element instanceof FieldInstruction field) lockField = field.name().stringValue();
        else if (element instanceof Instruction && !isBetweenFieldAndMonitor(element)) lockField = "";
        switch (element) {
            case LineNumber number -> {
                line = number.line();
                code.with(number);
            }
            case StoreInstruction _, IncrementInstruction _ -> {
                stores++;
                code.with(element);
            }
            case FieldInstruction field -> field(code, field);
            case ArrayLoadInstruction load -> load(code, load);
            case ArrayStoreInstruction store -> store(code, store);
            case MonitorInstruction monitor
            when monitor.opcode() == Opcode.MONITORENTER ->
                code.loadConstant(site(Site.Kind.LOCKS, lockField, "synchronized"))
                        .invokestatic(Weaver.POINTS, "enter", OBJECT_AND_SITE);
            case MonitorInstruction _ -> code.invokestatic(Weaver.POINTS, "exit", OBJECT_ALONE);
            case NewObjectInstruction made
            when REPLACED.contains(made.className().asInternalName()) -> {
                replaced.push(made.className().asInternalName());
                dropDup = true;
            }
            case NewObjectInstruction made -> {
                begun++;
                code.with(made);
            }
            case ReturnInstruction end
            when byJvm ->
                code.iconst_m1().invokestatic(Weaver.POINTS, "quiet", INT).with(end);
            case StackInstruction stack when drop && stack.opcode() == Opcode.DUP -> {}
            case InvokeInstruction call -> {
                number++;
                call(code, call);
            }
            case InvokeDynamicInstruction lambda -> lambda(code, lambda);
            default -> code.with(element);
        }
    }

    /** What stands between reading a field and locking what was read: it is kept, to be unlocked. */
    private static boolean isBetweenFieldAndMonitor(CodeElement element) {
        return element instanceof StackInstruction
                || element instanceof StoreInstruction
                || element instanceof MonitorInstruction;
    }

    // ---- fields

    private void field(CodeBuilder code, FieldInstruction field) {
        String owner = field.owner().asInternalName();
        String name = field.name().stringValue();
        if (owner.equals("java/lang/System") && (name.equals("out") || name.equals("err"))) {
            code.loadConstant(site(Site.Kind.CALLS, "System", name))
                    .invokestatic(Weaver.POINTS, "printer", MethodTypeDesc.of(field.typeSymbol(), CD_int));
            return;
        }
        if (owner.equals("java/lang/System") && name.equals("in")) {
            code.loadConstant("input by System.in, which no schedule controls")
                    .loadConstant(site(Site.Kind.READS, "System", name))
                    .invokestatic(Weaver.POINTS, "refuse", MethodTypeDesc.of(CD_void, ConstantDescs.CD_String, CD_int))
                    .with(field);
            return;
        }
        Optional<OwnClasses.Info> declaring = own.declaring(owner, name);
        boolean isStatic = field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC;
        if (declaring.isEmpty() || declaring.get().field(name).isEmpty() || !constructed && !isStatic) {
            code.with(field);
            return;
        }
        OwnClasses.Info in = declaring.get();
        FieldModel model = in.field(name).get();
        int flags = model.flags().flagsMask();
        if (isStatic && in.wrapsSnippet() && (flags & ClassFile.ACC_SYNTHETIC) == 0) {
            notebookVariable(code, field, in);
            return;
        }
        if (isStatic && in.isInitialisedAnew() && in != self) {
            code.invokestatic(in.model().thisClass().asSymbol(), Weaver.READY, ConstantDescs.MTD_void);
        }
        if ((flags & (ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)) != 0) {
            code.with(field);
            return;
        }
        TypeKind kind = TypeKind.from(field.typeSymbol());
        String simple = simpleName(in.model().thisClass().asInternalName());
        boolean ordered = (flags & ClassFile.ACC_VOLATILE) != 0;
        boolean reads = field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC;
        int site =
                sites.add(new Site(reads ? Site.Kind.READS : Site.Kind.WRITES, simple, name, frame(), ordered, false));
        String point = reads ? "read" : "write";
        if (reads) {
            if (isStatic) code.loadConstant(in.model().thisClass().asSymbol());
            else code.dup();
            code.loadConstant(site)
                    .invokestatic(Weaver.POINTS, point, OBJECT_AND_SITE)
                    .with(field);
            value(code, kind);
        } else if (isStatic) {
            code.loadConstant(in.model().thisClass().asSymbol())
                    .loadConstant(site)
                    .invokestatic(Weaver.POINTS, point, OBJECT_AND_SITE);
            value(code, kind);
            code.with(field);
        } else {
            int written = code.allocateLocal(kind);
            code.storeLocal(kind, written).dup().loadConstant(site).invokestatic(Weaver.POINTS, point, OBJECT_AND_SITE);
            code.loadLocal(kind, written);
            value(code, kind);
            code.with(field);
        }
    }

    /** A notebook's variable lives in the notebook, not in the copies: what cannot change may be read. */
    private static void notebookVariable(CodeBuilder code, FieldInstruction field, OwnClasses.Info in) {
        ClassDesc owner = in.model().thisClass().asSymbol();
        String name = field.name().stringValue();
        TypeKind kind = TypeKind.from(field.typeSymbol());
        if (field.opcode() == Opcode.PUTSTATIC) {
            code.loadConstant(name)
                    .invokestatic(
                            Weaver.POINTS, "setsNotebookVariable", MethodTypeDesc.of(CD_void, ConstantDescs.CD_String));
            code.with(field);
            return;
        }
        code.loadConstant(owner)
                .loadConstant(name)
                .invokestatic(
                        Weaver.POINTS,
                        "notebookVariable",
                        MethodTypeDesc.of(CD_Object, ConstantDescs.CD_Class, ConstantDescs.CD_String));
        if (kind == TypeKind.REFERENCE) {
            code.checkcast(field.typeSymbol());
        } else {
            unbox(code, kind);
        }
    }

    private static void unbox(CodeBuilder code, TypeKind kind) {
        ClassDesc box = switch (kind) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case CHAR -> ConstantDescs.CD_Character;
            case BYTE -> ConstantDescs.CD_Byte;
            case SHORT -> ConstantDescs.CD_Short;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            default -> ConstantDescs.CD_Integer;
        };
        code.checkcast(box)
                .invokevirtual(box, kind.upperBound().displayName() + "Value", MethodTypeDesc.of(kind.upperBound()));
    }

    // ---- elements of arrays

    private void load(CodeBuilder code, ArrayLoadInstruction load) {
        code.dup2()
                .loadConstant(site(Site.Kind.READS, "", "[]"))
                .invokestatic(Weaver.POINTS, "element", ELEMENT)
                .with(load);
        value(code, load.typeKind());
    }

    private void store(CodeBuilder code, ArrayStoreInstruction store) {
        TypeKind kind = store.typeKind();
        int written = code.allocateLocal(kind);
        code.storeLocal(kind, written)
                .dup2()
                .loadConstant(site(Site.Kind.WRITES, "", "[]"))
                .invokestatic(Weaver.POINTS, "element", ELEMENT)
                .loadLocal(kind, written);
        value(code, kind);
        code.with(store);
    }

    /** Tells the value on the stack, which stays there. */
    private static void value(CodeBuilder code, TypeKind kind) {
        if (kind.slotSize() == 2) code.dup2();
        else code.dup();
        code.invokestatic(Weaver.POINTS, "value", MethodTypeDesc.of(CD_void, Bridges.shown(kind)));
    }

    // ---- calls

    private void call(CodeBuilder code, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        MethodTypeDesc type = call.typeSymbol();
        boolean constructor = name.equals("<init>");
        boolean replaces = constructor && !replaced.isEmpty() && replaced.peek().equals(owner);
        if (replaces) replaced.pop();
        boolean ofSuper = call.opcode() == Opcode.INVOKESPECIAL && !constructor;
        boolean ofThis = constructor && !replaces && begun == 0 && !constructed;
        if (constructor && !replaces) {
            if (ofThis) constructed = true;
            else if (begun > 0) begun--;
        }
        Calls.Plan plan = constructor && !replaces && REPLACED.contains(owner)
                ? new Calls.Plan.Keep() // the constructor of a sub class of theirs
                : calls.plan(call.opcode(), owner, name, type);
        if (constructor
                && owner.startsWith("java/util/")
                && type.parameterCount() == 1
                && COPIED.contains(type.parameterType(0))) {
            code.dup().loadConstant(site(Site.Kind.CALLS, simpleName(owner), "copyOf"));
            code.invokestatic(Weaver.POINTS, "copies", OBJECT_AND_SITE);
        }
        switch (plan) {
            case Calls.Plan.Keep _ -> invoke(code, call, owner, name, type);
            case Calls.Plan.Refuse(String reason) -> {
                code.loadConstant(reason)
                        .loadConstant(site(Site.Kind.CALLS, simpleName(owner), name))
                        .invokestatic(
                                Weaver.POINTS, "refuse", MethodTypeDesc.of(CD_void, ConstantDescs.CD_String, CD_int));
                code.with(call);
            }
            case Calls.Plan.Replace instead ->
                code.loadConstant(called(simpleName(owner), name, unused.get(number)))
                        .invokestatic(instead.owner(), instead.name(), instead.type());
            case Calls.Plan.Observe _
            when ofSuper -> observedSuper(code, call, site(Site.Kind.CALLS, simpleName(owner), name));
            case Calls.Plan.Observe _ -> bridges.call(code, bridge(call, name, type, unused.get(number), false));
            case Calls.Plan.OnOwnThreads _ -> bridges.call(code, bridge(call, name, type, unused.get(number), true));
        }
    }

    private static final String BUILDER = "java/lang/Thread$Builder";

    /** A call that stays as it is, but for the builders of platform threads, which are those of virtual ones. */
    private void invoke(CodeBuilder code, InvokeInstruction call, String owner, String name, MethodTypeDesc type) {
        if (owner.equals("java/util/concurrent/ThreadLocalRandom")) {
            code.invokevirtual(ClassDesc.of("java.util.Random"), name, type);
        } else if (owner.startsWith(BUILDER)) {
            code.invoke(
                    call.opcode(),
                    ClassDesc.ofInternalName(virtual(owner)),
                    name,
                    MethodTypeDesc.ofDescriptor(virtual(type.descriptorString())),
                    call.isInterface());
        } else {
            code.with(call);
        }
    }

    private static String virtual(String text) {
        return text.replace(BUILDER + "$OfPlatform", BUILDER + "$OfVirtual");
    }

    private Bridges.Bridge bridge(
            InvokeInstruction call, String name, MethodTypeDesc type, boolean unused, boolean ownThreads) {
        ClassDesc owner = call.owner().asSymbol();
        return bridge(call.opcode(), owner, name, type, call.isInterface(), unused, ownThreads);
    }

    private Bridges.Bridge bridge(
            Opcode opcode,
            ClassDesc owner,
            String name,
            MethodTypeDesc type,
            boolean ofInterface,
            boolean unused,
            boolean ownThreads) {
        boolean append = ownThreads && !Calls.takesExecutor(type);
        int site = called(owner.displayName().replace('$', '.'), name, unused);
        return bridges.observed(opcode, owner, name, type, ofInterface, append, site);
    }

    /** A call of an inherited method by {@code super}, which no other method can make. */
    private void observedSuper(CodeBuilder code, InvokeInstruction call, int site) {
        code.aload(0).loadConstant(site).invokestatic(Weaver.POINTS, "before", OBJECT_AND_SITE);
        code.with(call);
        code.aload(0).loadConstant(site).invokestatic(Weaver.POINTS, "after", OBJECT_AND_SITE);
    }

    /** A reference to a method of the JDK becomes one to a bridge. */
    private void lambda(CodeBuilder code, InvokeDynamicInstruction lambda) {
        if (lambda.bootstrapMethod().owner().descriptorString().equals(METAFACTORY)
                && lambda.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc target) {
            boolean unused = ((MethodTypeDesc) lambda.bootstrapArgs().getFirst())
                    .returnType()
                    .equals(CD_void);
            Bridges.Bridge bridge = bridge(target, unused);
            if (bridge != null) {
                ConstantDesc[] arguments = lambda.bootstrapArgs().toArray(ConstantDesc[]::new);
                ClassDesc here = self.model().thisClass().asSymbol();
                arguments[1] = MethodHandleDesc.ofMethod(
                        bridges.inInterface()
                                ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
                                : DirectMethodHandleDesc.Kind.STATIC,
                        here,
                        bridge.name(),
                        bridge.type());
                code.invokedynamic(DynamicCallSiteDesc.of(
                        lambda.bootstrapMethod(), lambda.name().stringValue(), lambda.typeSymbol(), arguments));
                return;
            }
        }
        code.with(lambda);
    }

    private Bridges.Bridge bridge(DirectMethodHandleDesc target, boolean unused) {
        String owner = internalName(target.owner());
        boolean constructor = target.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
        Opcode opcode = switch (target.kind()) {
            case STATIC, INTERFACE_STATIC -> Opcode.INVOKESTATIC;
            case VIRTUAL -> Opcode.INVOKEVIRTUAL;
            case INTERFACE_VIRTUAL -> Opcode.INVOKEINTERFACE;
            case CONSTRUCTOR -> Opcode.INVOKESPECIAL;
            default -> null;
        };
        if (opcode == null || owner == null) return null;
        String name = constructor ? "<init>" : target.methodName();
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
        MethodTypeDesc whole = constructor
                ? type.changeReturnType(target.owner())
                : opcode == Opcode.INVOKESTATIC ? type : type.insertParameterTypes(0, target.owner());
        int site = called(simpleName(owner), name, unused);
        return switch (calls.plan(opcode, owner, name, type)) {
            case Calls.Plan.Replace instead -> bridges.replaced(instead, whole, site);
            case Calls.Plan.Observe _ ->
                bridge(opcode, target.owner(), name, type, target.isOwnerInterface(), unused, false);
            case Calls.Plan.OnOwnThreads _ ->
                bridge(opcode, target.owner(), name, type, target.isOwnerInterface(), unused, true);
            case Calls.Plan.Refuse(String reason) -> bridges.refused(reason, whole, site);
            case Calls.Plan.Keep _ -> null;
        };
    }

    private static String internalName(ClassDesc type) {
        String text = type.descriptorString();
        return type.isClassOrInterface() ? text.substring(1, text.length() - 1) : null;
    }

    // ---- sites

    private int site(Site.Kind kind, String owner, String name) {
        return sites.add(new Site(kind, owner, name, frame()));
    }

    /** The site of a call. */
    private int called(String owner, String name, boolean unused) {
        return sites.add(new Site(Site.Kind.CALLS, owner, name, frame(), false, unused));
    }

    private StackTraceElement frame() {
        return new StackTraceElement(self.model().thisClass().asInternalName().replace('/', '.'), method, source, line);
    }

    /** {@code Counter} of {@code homework/Bank$Counter}. */
    static String simpleName(String internalName) {
        String name = internalName.substring(internalName.lastIndexOf('/') + 1);
        int dollar = name.lastIndexOf('$');
        boolean anonymous = dollar > 0 && Character.isDigit(name.charAt(dollar + 1));
        return anonymous ? simpleName(name.substring(0, dollar)) : name.substring(dollar + 1);
    }
}
