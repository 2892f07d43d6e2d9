package dev.sinter.compiler.cpu;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.Type;

/** Tells whether {@link VectorCode} can compute the values of an innermost loop, and what they cost. */
final class VectorFit {
    /** Beyond about 300 calls of the Vector API in a method C2 gives up, without a word and for ever; measured. */
    static final int MOST_CALLS = 220;

    private final int level;
    /** The innermost coordinate, whose neighbours are the lanes. */
    private final Value coordinate;
    private final Set<Value> seen = new HashSet<>();
    private final Set<Value> free = new HashSet<>();
    private boolean narrow;
    private boolean wide;
    private boolean fits = true;
    private boolean simple = true;
    private int calls;

    private VectorFit(Value coordinate) {
        this.level = coordinate.level;
        this.coordinate = coordinate;
    }

    /**
     * Looks at values of the loop of {@code coordinate}.
     *
     * @param given values that are there as vectors
     */
    static VectorFit of(Value coordinate, Collection<Value> roots, Collection<Value> given) {
        VectorFit fit = new VectorFit(coordinate);
        fit.free.addAll(given);
        roots.forEach(fit::visit);
        return fit;
    }

    boolean fits() {
        return fits && calls <= MOST_CALLS;
    }

    /** The lanes that hold all values. */
    Lanes lanes() {
        return narrow && wide ? Lanes.MIXED : wide ? Lanes.WIDE : Lanes.NARROW;
    }

    /** How many calls of the Vector API the values take. */
    int calls() {
        return calls;
    }

    /** Whether C2 vectorises the scalar loop by itself: a short chain of plain arithmetic on arrays at one index. */
    boolean isSimple() {
        return simple && calls <= 10;
    }

    private void visit(Value value) {
        if (!seen.add(value)) {
            return;
        }
        if (free.contains(value)) {
            fits &= isLane(value);
            return;
        }
        if (value.level < level) {
            fits &= isLane(value);
            return;
        }
        calls++;
        switch (value.kind) {
            case LOAD -> {
                fits &= value.args.size() == 1 && isLane(value) && value.dtype != DType.BOOL
                        && isNeighbour(value.arg(0), coordinate);
                simple &= value.arg(0) == coordinate;
            }
            case BOTH -> value.args.forEach(this::visit);
            case APPLY -> {
                ScalarOp op = Objects.requireNonNull(value.op);
                fits &= isLane(value) && fits(op, Objects.requireNonNull(value.from), value);
                simple &= isPlain(op) && value.dtype != null && value.dtype.isFloating();
                value.args.forEach(this::visit);
            }
            default -> fits = false;
        }
    }

    /** Whether a value can be a lane; notes its width. */
    private boolean isLane(Value value) {
        if (value.dtype == DType.BOOL) {
            return true;
        }
        int width = MapVectors.width(dtype(value));
        narrow |= width == 32;
        wide |= width == 64;
        return width != 0;
    }

    /** The dtype of the lanes; an index that stands as a number is an int64. */
    static DType dtype(Value value) {
        if (value.dtype != null) {
            return value.dtype;
        }
        return switch (value.type.getSort()) {
            case Type.LONG -> DType.I64;
            case Type.FLOAT -> DType.F32;
            case Type.DOUBLE -> DType.F64;
            default -> DType.I32;
        };
    }

    /** Whether an index goes up by one where the coordinate does. */
    static boolean isNeighbour(Value index, Value coordinate) {
        if (index == coordinate) {
            return true;
        }
        return index.kind == Kind.ADD && index.arg(1) == coordinate && index.arg(0).level < coordinate.level
                || index.kind == Kind.ADD && index.arg(0) == coordinate && index.arg(1).level < coordinate.level;
    }

    private boolean fits(ScalarOp op, DType from, Value value) {
        boolean lane = MapVectors.width(from) != 0;
        boolean bool = from == DType.BOOL;
        return switch (op) {
            case ADD, SUB, MUL, NEG, ABS, MIN, MAX -> lane;
            case DIV, FMA, SQRT -> lane && from.isFloating();
            case RINT, FLOOR, CEIL -> {
                calls += 10;
                yield lane;
            }
            case AND, OR, XOR, NOT, SELECT -> lane || bool;
            case SHL, SHR, USHR -> lane;
            case LT, LE -> lane;
            case EQ, NE -> lane || bool;
            case CAST -> (lane || bool) && isCheapCast(from, value);
            case BITCAST -> lane && value.dtype != DType.BOOL;
            case REM -> false;
        };
    }

    /** Between int64 and floats only AVX-512 converts, unless the values fit into int32; elsewhere it would be a slow call. */
    private static boolean isCheapCast(DType from, Value value) {
        boolean fromLong = from == DType.I64 && value.dtype != null && value.dtype.isFloating();
        boolean toLong = from.isFloating() && value.dtype == DType.I64;
        return !fromLong && !toLong || Ranges.isInt(value.arg(0));
    }

    private static boolean isPlain(ScalarOp op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, FMA, NEG, ABS, MIN, MAX, SQRT -> true;
            default -> false;
        };
    }
}
