package dev.sinter.ir.scalar;

import dev.sinter.types.DType;

/** The dtype rule of scalar instructions. */
final class ScalarTypes {
    private ScalarTypes() {}

    static DType result(ScalarOp op, Expr... args) {
        if (args.length != op.arity()) {
            throw new IllegalArgumentException(op + " takes " + op.arity() + " arguments, not " + args.length);
        }
        int first = op == ScalarOp.SELECT ? 1 : 0;
        DType type = args[first].type();
        for (int i = first + 1; i < args.length; i++) {
            if (args[i].type() != type) {
                throw new IllegalArgumentException(
                        op + " on " + type + " and " + args[i].type() + ": the dtypes differ");
            }
        }
        boolean fits = switch (op) {
            case ADD, SUB, MUL, DIV, REM, NEG, ABS, MIN, MAX -> type.computed() == type;
            case FMA, SQRT, FLOOR, CEIL, RINT -> type == DType.F32 || type == DType.F64;
            case AND, OR, XOR, NOT -> type == DType.I32 || type == DType.I64 || type == DType.BOOL;
            case SHL, SHR, USHR -> type == DType.I32 || type == DType.I64;
            case LT, LE, EQ, NE -> type.computed() == type || type == DType.BOOL;
            case SELECT -> args[0].type() == DType.BOOL;
            case CAST, BITCAST -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException(op + " is not defined on " + type);
        }
        return op.isComparison() ? DType.BOOL : type;
    }
}
