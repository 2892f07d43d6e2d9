package dev.sinter.compiler.cpu;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instruction without running it: comparisons that the bounds decide, and conditions and selections that follow
 * from them. Fused guards become conditions on coordinates, most of which always hold.
 */
final class Folding {
    private Folding() {}

    /** The simpler value, or null where there is none. */
    static @Nullable Value fold(Values values, ScalarOp op, DType from, DType dtype, List<Value> args) {
        boolean integers = from == dtype && (dtype == DType.I32 || dtype == DType.I64);
        if (integers && op != ScalarOp.SELECT && op != ScalarOp.DIV && op != ScalarOp.REM
                && args.stream().allMatch(Value::isConst)) {
            long second = args.size() > 1 ? args.get(1).data : 0;
            return values.constant(dtype, ScalarOps.evaluate(op, from, dtype, args.get(0).data, second, 0));
        }
        return switch (op) {
            case EQ, NE -> equality(values, op, from, args.get(0), args.get(1));
            case LT -> from.isFloating() ? null : compare(values, op, from, args.get(0), args.get(1));
            case LE -> from.isFloating() ? null : compare(values, op, from, args.get(0), args.get(1));
            case AND -> dtype == DType.BOOL ? values.both(args.get(0), args.get(1)) : null;
            case SELECT -> select(values, from, dtype, args);
            case CAST -> from == DType.I32 && dtype == DType.I64
                    ? null
                    : narrowed(values, from, dtype, args.get(0));
            default -> null;
        };
    }

    /** Two selections that fall back to the same value become one, so that there is one branch or none. */
    private static @Nullable Value select(Values values, DType from, DType dtype, List<Value> args) {
        Value condition = args.get(0);
        Value chosen = args.get(1);
        Value other = args.get(2);
        if (condition.isConst()) {
            return condition.data != 0 ? chosen : other;
        }
        if (chosen == other) {
            return chosen;
        }
        return chosen.op == ScalarOp.SELECT && chosen.arg(2) == other
                ? values.apply(ScalarOp.SELECT, from, dtype,
                        List.of(values.both(condition, chosen.arg(0)), chosen.arg(1), other))
                : null;
    }

    private static @Nullable Value compare(Values values, ScalarOp op, DType from, Value a, Value b) {
        int slack = op == ScalarOp.LE ? 1 : 0;
        if (a.hi != Long.MAX_VALUE && b.lo != Long.MIN_VALUE && a.hi - slack < b.lo) {
            return values.truth(true);
        }
        if (a.lo != Long.MIN_VALUE && b.hi != Long.MAX_VALUE && a.lo - slack >= b.hi) {
            return values.truth(false);
        }
        if (!from.isFloating() && a.isConst() && b.isConst()) {
            return values.truth(a.lo == b.lo == (op == ScalarOp.EQ));
        }
        boolean narrow = from == DType.I64 && fitsInt(a) && fitsInt(b);
        return narrow ? values.apply(op, DType.I32, DType.BOOL, List.of(narrow(values, a), narrow(values, b))) : null;
    }

    private static @Nullable Value equality(Values values, ScalarOp op, DType from, Value a, Value b) {
        if (!from.isFloating() && a.isConst() && b.isConst()) {
            return values.truth(a.lo == b.lo == (op == ScalarOp.EQ));
        }
        boolean narrow = from == DType.I64 && fitsInt(a) && fitsInt(b);
        return narrow ? values.apply(op, DType.I32, DType.BOOL, List.of(narrow(values, a), narrow(values, b))) : null;
    }

    /** The int32 of an int64 that {@link #fitsInt}. */
    private static Value narrow(Values values, Value value) {
        return isWidened(value)
                ? value.arg(0)
                : value.isConst()
                        ? values.constant(DType.I32, value.lo)
                        : values.toInt(value);
    }

    private static boolean isWidened(Value value) {
        return value.op == ScalarOp.CAST && value.from == DType.I32 && value.dtype == DType.I64;
    }

    /** Whether an int64 is an index that has been widened, or a small constant. */
    private static boolean fitsInt(Value value) {
        return value.kind == Kind.TO_LONG || isWidened(value) || value.isConst() && value.lo == (int) value.lo;
    }

    /** An index that an int holds, as an int32, without the way through long. */
    private static @Nullable Value narrowed(Values values, DType from, DType dtype, Value value) {
        return from == DType.I64 && dtype == DType.I32 && value.kind == Kind.TO_LONG ? values.toInt(value) : null;
    }
}
