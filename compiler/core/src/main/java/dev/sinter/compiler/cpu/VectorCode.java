package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.objectweb.asm.Type;

/**
 * The Vector API bytecode of values of an innermost loop, for several neighbouring points at once. Values of the loops around are
 * scalars, spread over all lanes before the loop.
 *
 * <p>Bools are masks, with the width of what was compared. {@link VectorFit} tells which values it can compute.
 */
final class VectorCode {
    /** How deep an expression on the stack grows before a local variable cuts it. */
    private static final int DEEPEST = 16;

    private final MethodCode code;
    private final int level;
    private final Lanes lanes;
    private final String owner;
    private final TreeSet<Value> values = new TreeSet<>(Comparator.comparingInt(value -> value.id));
    private final TreeSet<Value> scalars = new TreeSet<>(Comparator.comparingInt(value -> value.id));
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Value, Integer> depth = new HashMap<>();
    private final Map<Value, Integer> locals = new HashMap<>();
    private int mask = -1;

    /**
     * Code for these values of the loop {@code level}.
     *
     * @param owner the class in which the species of half length are fields
     */
    VectorCode(MethodCode code, int level, Lanes lanes, String owner, Collection<Value> roots) {
        this.code = code;
        this.level = level;
        this.lanes = lanes;
        this.owner = owner;
        roots.forEach(this::use);
    }

    private void use(Value value) {
        uses.merge(value, 1, Integer::sum);
        if (value.level < level) {
            scalars.add(value);
            return;
        }
        if (!values.add(value)) {
            return;
        }
        int deepest = 0;
        if (value.kind != Kind.LOAD) {
            for (Value arg : value.args) {
                if (!isDistance(value, arg)) {
                    use(arg);
                    deepest = Math.max(deepest, depth.getOrDefault(arg, 0));
                }
            }
        }
        depth.put(value, deepest >= DEEPEST ? 0 : deepest + 1);
    }

    /** Whether an argument is the constant distance of a shift, which stays a scalar. */
    private static boolean isDistance(Value value, Value arg) {
        boolean shift = value.op == ScalarOp.SHL || value.op == ScalarOp.SHR || value.op == ScalarOp.USHR;
        return shift && arg == value.arg(1) && arg.isConst();
    }

    Lanes lanes() {
        return lanes;
    }

    /** The scalars that the code around must have computed before {@link #spread}. */
    Collection<Value> scalars() {
        return scalars;
    }

    /** A vector that is in a local variable already. */
    void bind(Value value, int local) {
        locals.put(value, local);
    }

    /** Spreads the scalars of loop {@code at} over vectors in local variables, for the loops inside. */
    void spread(int at) {
        for (Value value : scalars) {
            if (value.level == at && !locals.containsKey(value)) {
                spread(value);
                keep(value);
            }
        }
    }

    private void keep(Value value) {
        Type type = type(value);
        int local = code.local(type);
        code.store(type, local);
        locals.put(value, local);
    }

    private Type type(Value value) {
        return isMask(value) ? Type.getObjectType(VectorTypes.MASK_NAME) : VectorTypes.type(dtype(value));
    }

    private static boolean isMask(Value value) {
        return value.dtype == DType.BOOL;
    }

    private static DType dtype(Value value) {
        return VectorFit.dtype(value);
    }

    private void species(DType dtype) {
        lanes.species(code.to, dtype, owner);
    }

    /** The dtype of the lanes that a mask belongs to: masks of the same length for other dtypes are other classes. */
    private DType lanesOf(Value mask) {
        if (mask.level < level || mask.kind == Kind.VARIABLE) {
            return lanes.counting();
        }
        boolean made = mask.op != null && mask.from != null && mask.from != DType.BOOL;
        return made ? Objects.requireNonNull(mask.from) : lanesOf(mask.arg(0));
    }

    /** Pushes a mask for lanes of this dtype. */
    private void mask(Value value, DType of) {
        push(value);
        castMask(lanesOf(value), of);
    }

    private void castMask(DType from, DType to) {
        if (from != to) {
            species(to);
            VectorTypes.castMask(code.to);
        }
    }

    private void spread(Value value) {
        if (isMask(value)) {
            species(lanes.counting());
            code.push(value);
            code.to.visitMethodInsn(INVOKEINTERFACE, "jdk/incubator/vector/VectorSpecies", "maskAll",
                    "(Z)" + VectorTypes.MASK, true);
        } else {
            species(dtype(value));
            code.push(value);
            VectorTypes.broadcast(code.to, dtype(value));
        }
    }

    /** At the start of an iteration: computes what is used more than once. */
    void open() {
        for (Value value : values) {
            boolean kept = uses.getOrDefault(value, 0) > 1 || depth.getOrDefault(value, 0) == 0;
            if (kept && !locals.containsKey(value)) {
                push(value);
                keep(value);
            }
        }
    }

    /** At the end of an iteration: forgets what {@link #open} has computed, where the code is written a second time. */
    void close() {
        values.forEach(locals::remove);
    }

    /** Pushes the vector of a value. */
    void push(Value value) {
        Integer local = locals.get(value);
        if (local != null) {
            code.load(type(value), local);
        } else if (value.level < level) {
            spread(value);
        } else {
            compute(value);
        }
    }

    private void compute(Value value) {
        switch (value.kind) {
            case LOAD -> load(value);
            case BOTH -> mask(value, "and");
            case APPLY -> apply(value);
            default -> throw new IllegalStateException("no vector of " + value.kind);
        }
    }

    /** Loads and stores from now on leave out the lanes that the mask in a local variable leaves out, which is of the counting dtype; all for -1. */
    void mask(int local) {
        mask = local;
    }

    /** Pushes that mask for lanes of this dtype. */
    void pushMask(DType of) {
        code.load(Type.getObjectType(VectorTypes.MASK_NAME), mask);
        castMask(lanes.counting(), of);
    }

    private void load(Value value) {
        DType dtype = dtype(value);
        species(dtype);
        code.to.visitVarInsn(ALOAD, code.named("%" + value.operand));
        code.push(value.arg(0));
        if (mask < 0) {
            VectorTypes.load(code.to, dtype);
        } else {
            pushMask(dtype);
            VectorTypes.loadMasked(code.to, dtype);
        }
    }

    private void mask(Value value, String method) {
        push(value.arg(0));
        mask(value.arg(1), lanesOf(value.arg(0)));
        VectorTypes.mask(code.to, method);
    }

    private void not() {
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.MASK_NAME, "not", "()" + VectorTypes.MASK, false);
    }

    private void apply(Value value) {
        ScalarOp op = Objects.requireNonNull(value.op);
        DType from = Objects.requireNonNull(value.from);
        switch (op) {
            case SELECT -> select(value);
            case CAST -> cast(value, from);
            case BITCAST -> bitcast(value, from);
            case LT, LE, EQ, NE -> {
                if (from == DType.BOOL) {
                    mask(value, "eq");
                    if (op == ScalarOp.NE) {
                        not();
                    }
                } else {
                    compare(op, from, value.arg(0), value.arg(1));
                }
            }
            default -> {
                if (from == DType.BOOL) {
                    bool(op, value);
                } else {
                    arithmetic(op, value, from);
                }
            }
        }
    }

    private void bool(ScalarOp op, Value value) {
        switch (op) {
            case AND -> mask(value, "and");
            case OR -> mask(value, "or");
            case XOR -> {
                mask(value, "eq");
                not();
            }
            case NOT -> {
                push(value.arg(0));
                not();
            }
            default -> throw new IllegalStateException("no " + op + " of masks");
        }
    }

    private void compare(ScalarOp op, DType from, Value a, Value b) {
        push(a);
        VectorTypes.comparison(code.to, op.name());
        push(b);
        VectorTypes.compare(code.to, from);
    }

    /** {@code c.blend(b, mask)}; of bools by logic. */
    private void select(Value value) {
        if (isMask(value)) {
            mask(value.arg(0), lanesOf(value));
            mask(value.arg(1), lanesOf(value));
            VectorTypes.mask(code.to, "and");
            mask(value.arg(2), lanesOf(value));
            mask(value.arg(0), lanesOf(value));
            VectorTypes.mask(code.to, "andNot");
            VectorTypes.mask(code.to, "or");
            return;
        }
        push(value.arg(2));
        push(value.arg(1));
        mask(value.arg(0), dtype(value));
        VectorTypes.blend(code.to, dtype(value));
    }

    private void constant(DType dtype, int value) {
        species(dtype);
        code.constant(Carrier.of(dtype), value);
        VectorTypes.broadcast(code.to, dtype);
    }

    private void cast(Value value, DType from) {
        DType to = dtype(value);
        if (from == DType.BOOL) {
            constant(to, 0);
            constant(to, 1);
            mask(value.arg(0), to);
            VectorTypes.blend(code.to, to);
        } else if (to == DType.BOOL) {
            push(value.arg(0));
            VectorTypes.comparison(code.to, "NE");
            constant(from, 0);
            VectorTypes.compare(code.to, from);
        } else {
            push(value.arg(0));
            boolean long64 = from == DType.I64 && to.isFloating() || from.isFloating() && to == DType.I64;
            if (long64) {
                convert(from, DType.I32);
                convert(DType.I32, to);
            } else {
                convert(from, to);
            }
        }
    }

    private static char letter(DType dtype) {
        return switch (dtype) {
            case F32 -> 'F';
            case F64 -> 'D';
            case I32 -> 'I';
            default -> 'L';
        };
    }

    private void convert(DType from, DType to) {
        code.to.visitFieldInsn(GETSTATIC, VectorTypes.OPERATORS, letter(from) + "2" + letter(to),
                "L" + VectorTypes.OPERATORS + "$Conversion;");
        species(to);
        code.insn(ICONST_0);
        code.to.visitMethodInsn(INVOKEVIRTUAL, "jdk/incubator/vector/Vector", "convertShape",
                "(L" + VectorTypes.OPERATORS + "$Conversion;" + VectorTypes.SPECIES + "I)" + VectorTypes.VECTOR, false);
        code.to.visitTypeInsn(CHECKCAST, VectorTypes.name(to));
    }

    private void bitcast(Value value, DType from) {
        DType to = dtype(value);
        String method = "reinterpretAs" + switch (to) {
            case F32 -> "Floats";
            case F64 -> "Doubles";
            case I32 -> "Ints";
            default -> "Longs";
        };
        push(value.arg(0));
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(from), method, "()" + VectorTypes.descriptor(to),
                false);
    }

    private void arithmetic(ScalarOp op, Value value, DType dtype) {
        push(value.arg(0));
        switch (op) {
            case RINT, FLOOR, CEIL -> new VectorRounding(code, dtype, () -> species(dtype)).emit(op);
            case NEG -> VectorTypes.call(code.to, dtype, "neg");
            case ABS -> VectorTypes.call(code.to, dtype, "abs");
            case SQRT -> VectorTypes.call(code.to, dtype, "sqrt");
            case NOT -> VectorTypes.call(code.to, dtype, "not");
            case FMA -> {
                push(value.arg(1));
                push(value.arg(2));
                VectorTypes.call(code.to, dtype, "fma", 2);
            }
            case XOR -> lanewise("XOR", "Associative", dtype, value.arg(1));
            case SHL -> shift("LSHL", value, dtype);
            case SHR -> shift("ASHR", value, dtype);
            case USHR -> shift("LSHR", value, dtype);
            default -> {
                push(value.arg(1));
                VectorTypes.call(code.to, dtype, op.name().toLowerCase(Locale.ROOT), 1);
            }
        }
    }

    private void lanewise(String operator, String kind, DType dtype, Value other) {
        code.to.visitFieldInsn(GETSTATIC, VectorTypes.OPERATORS, operator,
                "L" + VectorTypes.OPERATORS + "$" + kind + ";");
        push(other);
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(dtype), "lanewise",
                "(L" + VectorTypes.OPERATORS + "$Binary;" + VectorTypes.VECTOR + ")" + VectorTypes.descriptor(dtype),
                false);
    }

    private void shift(String operator, Value value, DType dtype) {
        if (!isDistance(value, value.arg(1))) {
            lanewise(operator, "Binary", dtype, value.arg(1));
            return;
        }
        code.to.visitFieldInsn(GETSTATIC, VectorTypes.OPERATORS, operator, "L" + VectorTypes.OPERATORS + "$Binary;");
        code.push(value.arg(1));
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(dtype), "lanewise",
                "(L" + VectorTypes.OPERATORS + "$Binary;" + Carrier.of(dtype) + ")" + VectorTypes.descriptor(dtype),
                false);
    }

    /** Stores the vector on the stack, or those of its lanes that a mask has, at an index of an operand's or the output's array. */
    void store(DType dtype, int array, Value position) {
        code.to.visitVarInsn(ALOAD, array);
        code.push(position);
        if (mask < 0) {
            VectorTypes.store(code.to, dtype);
        } else {
            pushMask(dtype);
            VectorTypes.storeMasked(code.to, dtype);
        }
    }
}
