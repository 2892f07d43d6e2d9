package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** The bytecode of each {@link ScalarOp} whose arguments are on the stack. Selections and conditions are {@link MethodCode}'s. */
final class ScalarCode {
    private static final String HALVES = "dev/sinter/runtime/Halves";

    private final MethodVisitor to;

    ScalarCode(MethodVisitor to) {
        this.to = to;
    }

    void emit(ScalarOp op, DType from, DType dtype) {
        switch (op) {
            case CAST -> cast(from, dtype);
            case BITCAST -> bitcast(from, dtype);
            case LT, LE, EQ, NE -> truthOf(op, from);
            default -> {
                if (from == DType.BOOL) {
                    bool(op);
                } else {
                    arithmetic(op, Carrier.of(from));
                }
            }
        }
    }

    private void arithmetic(ScalarOp op, Type type) {
        boolean integer = type == Type.INT_TYPE || type == Type.LONG_TYPE;
        switch (op) {
            case ADD -> to.visitInsn(type.getOpcode(IADD));
            case SUB -> to.visitInsn(type.getOpcode(ISUB));
            case MUL -> to.visitInsn(type.getOpcode(IMUL));
            case DIV -> to.visitInsn(type.getOpcode(IDIV));
            case REM -> to.visitInsn(type.getOpcode(IREM));
            case NEG -> to.visitInsn(type.getOpcode(INEG));
            case AND -> to.visitInsn(type.getOpcode(IAND));
            case OR -> to.visitInsn(type.getOpcode(IOR));
            case XOR -> to.visitInsn(type.getOpcode(IXOR));
            case SHL -> shift(ISHL, type);
            case SHR -> shift(ISHR, type);
            case USHR -> shift(IUSHR, type);
            case NOT -> {
                if (type == Type.LONG_TYPE) {
                    to.visitLdcInsn(-1L);
                } else {
                    to.visitInsn(ICONST_M1);
                }
                to.visitInsn(type.getOpcode(IXOR));
            }
            case FMA -> math("fma", type, 3);
            case ABS -> math("abs", type, 1);
            case MIN -> math("min", type, 2);
            case MAX -> math("max", type, 2);
            case SQRT -> rounded("sqrt", type);
            case FLOOR -> rounded("floor", type);
            case CEIL -> rounded("ceil", type);
            case RINT -> rounded("rint", type);
            default ->
                throw new IllegalArgumentException(op + " is not defined on " + (integer ? "integers" : "floats"));
        }
    }

    /** The distance of a long's shift is an int on the stack. */
    private void shift(int opcode, Type type) {
        if (type == Type.LONG_TYPE) {
            to.visitInsn(L2I);
        }
        to.visitInsn(type.getOpcode(opcode));
    }

    private void math(String name, Type type, int arity) {
        String arg = type.getDescriptor();
        to.visitMethodInsn(INVOKESTATIC, "java/lang/Math", name, "(" + arg.repeat(arity) + ")" + arg, false);
    }

    /** A function that Math has for double only; exact, or for the root rounded right, also by way of double. */
    private void rounded(String name, Type type) {
        if (type == Type.FLOAT_TYPE) {
            to.visitInsn(F2D);
        }
        to.visitMethodInsn(INVOKESTATIC, "java/lang/Math", name, "(D)D", false);
        if (type == Type.FLOAT_TYPE) {
            to.visitInsn(D2F);
        }
    }

    private void bool(ScalarOp op) {
        switch (op) {
            case AND -> to.visitInsn(IAND);
            case OR -> to.visitInsn(IOR);
            case XOR -> to.visitInsn(IXOR);
            case NOT -> not();
            default -> throw new IllegalArgumentException(op + " is not defined on bool");
        }
    }

    private void not() {
        to.visitInsn(ICONST_1);
        to.visitInsn(IXOR);
    }

    /** A comparison as 0 or 1. */
    private void truthOf(ScalarOp op, DType from) {
        if (from == DType.BOOL && (op == ScalarOp.EQ || op == ScalarOp.NE)) {
            to.visitInsn(IXOR);
            if (op == ScalarOp.EQ) {
                not();
            }
            return;
        }
        Label no = new Label();
        Label end = new Label();
        jumpUnless(op, from, no);
        to.visitInsn(ICONST_1);
        to.visitJumpInsn(GOTO, end);
        to.visitLabel(no);
        to.visitInsn(ICONST_0);
        to.visitLabel(end);
    }

    /** Compares the two values on the stack and jumps where the comparison does not hold. */
    void jumpUnless(ScalarOp op, DType from, Label target) {
        Type type = Carrier.of(from);
        if (type == Type.INT_TYPE) {
            to.visitJumpInsn(switch (op) {
                case LT -> IF_ICMPGE;
                case LE -> IF_ICMPGT;
                case EQ -> IF_ICMPNE;
                default -> IF_ICMPEQ;
            }, target);
            return;
        }
        // With NaN every comparison but NE must fail: CMPG puts NaN above, where < and <= fail.
        to.visitInsn(type == Type.LONG_TYPE ? LCMP : type == Type.FLOAT_TYPE ? FCMPG : DCMPG);
        to.visitJumpInsn(switch (op) {
            case LT -> IFGE;
            case LE -> IFGT;
            case EQ -> IFNE;
            default -> IFEQ;
        }, target);
    }

    private void halves(String name, String descriptor) {
        to.visitMethodInsn(INVOKESTATIC, HALVES, name, descriptor, false);
    }

    private void cast(DType from, DType dtype) {
        DType source = from;
        if (from == DType.F16 || from == DType.BF16) {
            halves(from == DType.F16 ? "halfToFloat" : "bfloatToFloat", "(S)F");
            source = DType.F32;
        }
        if (source == dtype) {
            return;
        }
        Type type = Carrier.of(source);
        switch (dtype) {
            case F64 -> convert(type, Type.DOUBLE_TYPE);
            case F32 -> convert(type, Type.FLOAT_TYPE);
            case F16 -> {
                convert(type, Type.FLOAT_TYPE);
                halves("floatToHalf", "(F)S");
            }
            case BF16 -> {
                convert(type, Type.FLOAT_TYPE);
                halves("floatToBfloat", "(F)S");
            }
            case I64 -> convert(type, Type.LONG_TYPE);
            case I32 -> convert(type, Type.INT_TYPE);
            case I16 -> {
                convert(type, Type.INT_TYPE);
                to.visitInsn(I2S);
            }
            case I8 -> {
                convert(type, Type.INT_TYPE);
                to.visitInsn(I2B);
            }
            case U8 -> {
                convert(type, Type.INT_TYPE);
                mask();
            }
            case BOOL -> truth(source);
        }
    }

    private void mask() {
        to.visitIntInsn(SIPUSH, 0xff);
        to.visitInsn(IAND);
    }

    private void convert(Type from, Type target) {
        if (from == target) {
            return;
        }
        String pair = from.getDescriptor() + target.getDescriptor();
        to.visitInsn(switch (pair) {
            case "FD" -> F2D;
            case "FJ" -> F2L;
            case "FI" -> F2I;
            case "DF" -> D2F;
            case "DJ" -> D2L;
            case "DI" -> D2I;
            case "JF" -> L2F;
            case "JD" -> L2D;
            case "JI" -> L2I;
            case "IF" -> I2F;
            case "ID" -> I2D;
            default -> I2L;
        });
    }

    /** Anything but 0 is true. */
    private void truth(DType from) {
        if (from == DType.BOOL) {
            return;
        }
        switch (Carrier.of(from).getSort()) {
            case Type.FLOAT -> to.visitInsn(FCONST_0);
            case Type.DOUBLE -> to.visitInsn(DCONST_0);
            case Type.LONG -> to.visitInsn(LCONST_0);
            default -> to.visitInsn(ICONST_0);
        }
        truthOf(ScalarOp.NE, from);
    }

    private void bitcast(DType from, DType dtype) {
        Type source = Carrier.of(from);
        Type target = Carrier.of(dtype);
        if (dtype.bits() == 8) {
            if (dtype == DType.I8) {
                to.visitInsn(I2B);
            } else {
                mask();
            }
        } else if (source != target) {
            String owner = source == Type.FLOAT_TYPE || target == Type.FLOAT_TYPE
                    ? "java/lang/Float"
                    : "java/lang/Double";
            String name = switch (source.getSort()) {
                case Type.FLOAT -> "floatToRawIntBits";
                case Type.DOUBLE -> "doubleToRawLongBits";
                case Type.INT -> "intBitsToFloat";
                default -> "longBitsToDouble";
            };
            to.visitMethodInsn(INVOKESTATIC, owner, name, "(" + source + ")" + target, false);
        }
    }
}
