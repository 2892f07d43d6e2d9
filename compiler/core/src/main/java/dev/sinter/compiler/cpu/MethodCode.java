package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** A static method being written: its local variables, and the bytecode that computes {@link Value}s. */
final class MethodCode {
    private static final String INDICES = "dev/sinter/runtime/Indices";

    final MethodVisitor to;
    private final ScalarCode scalar;
    private final Map<Value, Integer> stored = new HashMap<>();
    private final Map<String, Integer> named = new HashMap<>();
    private final Map<Integer, DType> operands = new HashMap<>();
    private int locals;

    /** A static method; {@code access} says who may call it. */
    MethodCode(ClassVisitor to, int access, String name, String descriptor) {
        this.to = to.visitMethod(ACC_STATIC | access, name, descriptor, null, null);
        this.scalar = new ScalarCode(this.to);
        this.to.visitCode();
    }

    /** Ends the method. */
    void end() {
        to.visitMaxs(0, 0);
        to.visitEnd();
    }

    /** The next local variable, which for a parameter must be asked for in order. */
    int local(Type type) {
        int local = locals;
        locals += type.getSize();
        return local;
    }

    /** A new local variable for the variable of that name. */
    int name(String name, Type type) {
        int local = local(type);
        named.put(name, local);
        return local;
    }

    /** The local of a named variable. */
    int named(String name) {
        return Objects.requireNonNull(named.get(name), name);
    }

    /** A parameter that holds operand {@code number}'s array. */
    void operand(int number, DType dtype) {
        named.put("%" + number, local(Carrier.array(dtype)));
        operands.put(number, dtype);
    }

    void load(Type type, int local) {
        to.visitVarInsn(type.getOpcode(ILOAD), local);
    }

    void store(Type type, int local) {
        to.visitVarInsn(type.getOpcode(ISTORE), local);
    }

    void insn(int opcode) {
        to.visitInsn(opcode);
    }

    void jump(int opcode, Label label) {
        to.visitJumpInsn(opcode, label);
    }

    void label(Label label) {
        to.visitLabel(label);
    }

    void call(String owner, String name, String descriptor) {
        to.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
    }

    void integer(int value) {
        if (value >= -1 && value <= 5) {
            to.visitInsn(ICONST_0 + value);
        } else if (value == (byte) value) {
            to.visitIntInsn(BIPUSH, value);
        } else if (value == (short) value) {
            to.visitIntInsn(SIPUSH, value);
        } else {
            to.visitLdcInsn(value);
        }
    }

    /** Pushes a number of this JVM type. */
    void constant(Type type, Number value) {
        switch (type.getSort()) {
            case Type.LONG -> {
                if (value.longValue() == 0 || value.longValue() == 1) {
                    to.visitInsn(value.longValue() == 0 ? LCONST_0 : LCONST_1);
                } else {
                    to.visitLdcInsn(value.longValue());
                }
            }
            // By bits: the constant 0 would lose the sign of -0.
            case Type.FLOAT -> {
                if (Float.floatToRawIntBits(value.floatValue()) == 0) {
                    to.visitInsn(FCONST_0);
                } else {
                    to.visitLdcInsn(value.floatValue());
                }
            }
            case Type.DOUBLE -> {
                if (Double.doubleToRawLongBits(value.doubleValue()) == 0) {
                    to.visitInsn(DCONST_0);
                } else {
                    to.visitLdcInsn(value.doubleValue());
                }
            }
            default -> integer(value.intValue());
        }
    }

    /** Computes a value and keeps it in a local variable for later pushes. */
    void keep(Value value) {
        push(value);
        int local = local(value.type);
        store(value.type, local);
        stored.put(value, local);
    }

    boolean isKept(Value value) {
        return stored.containsKey(value);
    }

    /** Pushes a value. */
    void push(Value value) {
        Integer local = stored.get(value);
        if (local != null) {
            load(value.type, local);
            return;
        }
        switch (value.kind) {
            case CONST -> constant(value.type,
                    value.dtype == null ? value.data : Carrier.constant(value.dtype, value.data));
            case VARIABLE -> load(value.type, named(value.name));
            case ADD -> binary(value, IADD);
            case MUL -> binary(value, IMUL);
            case DIV -> binary(value, IDIV);
            case FLOOR_DIV -> {
                push(value.arg(0));
                push(value.arg(1));
                String type = value.type.getDescriptor();
                call("java/lang/Math", "floorDiv", "(" + type + type + ")" + type);
            }
            case TO_INT -> {
                push(value.arg(0));
                insn(L2I);
            }
            case TO_LONG -> {
                push(value.arg(0));
                insn(I2L);
            }
            case BOTH -> {
                push(value.arg(0));
                push(value.arg(1));
                insn(IAND);
            }
            case IN_RANGE -> truth(value);
            case LOAD -> load(value);
            case CHECK -> check(value);
            case APPLY -> apply(value);
        }
    }

    private void binary(Value value, int opcode) {
        push(value.arg(0));
        push(value.arg(1));
        insn(value.type.getOpcode(opcode));
    }

    private void truth(Value value) {
        Label no = new Label();
        Label end = new Label();
        unless(value, no);
        insn(ICONST_1);
        jump(GOTO, end);
        label(no);
        insn(ICONST_0);
        label(end);
    }

    /** Jumps where a condition does not hold. */
    void unless(Value condition, Label target) {
        if (isKept(condition) || condition.isTrivial()) {
            push(condition);
            jump(IFEQ, target);
        } else if (condition.kind == Value.Kind.BOTH) {
            unless(condition.arg(0), target);
            unless(condition.arg(1), target);
        } else if (condition.kind == Value.Kind.IN_RANGE) {
            unlessInRange(condition, target);
        } else
            if (condition.op != null && condition.op.isComparison() && condition.from != null
                    && condition.from != DType.BOOL) {
                        push(condition.arg(0));
                        push(condition.arg(1));
                        scalar.jumpUnless(condition.op, condition.from, target);
                    } else {
                        push(condition);
                        jump(IFEQ, target);
                    }
    }

    private void unlessInRange(Value test, Label target) {
        boolean wide = test.arg(0).type == Type.LONG_TYPE;
        if ((test.data & Value.LOWER) != 0) {
            push(test.arg(0));
            if (wide) {
                insn(LCONST_0);
                insn(LCMP);
            }
            jump(IFLT, target);
        }
        if ((test.data & Value.UPPER) != 0) {
            push(test.arg(0));
            push(test.arg(1));
            if (wide) {
                insn(LCMP);
                jump(IFGE, target);
            } else {
                jump(IF_ICMPGE, target);
            }
        }
    }

    private void load(Value value) {
        DType dtype = Objects.requireNonNull(value.dtype);
        Label otherwise = new Label();
        Label end = new Label();
        boolean guarded = value.args.size() > 1;
        if (guarded) {
            unless(value.arg(1), otherwise);
        }
        to.visitVarInsn(ALOAD, named("%" + value.operand));
        push(value.arg(0));
        element(dtype);
        if (guarded) {
            jump(GOTO, end);
            label(otherwise);
            constant(value.type, Carrier.constant(dtype, value.data));
            label(end);
        }
    }

    /** Loads an element whose array and index are on the stack. */
    void element(DType dtype) {
        insn(Carrier.element(dtype).getOpcode(IALOAD));
        if (dtype == DType.U8) {
            integer(0xff);
            insn(IAND);
        }
    }

    /** Stores the element whose array, index and value are on the stack. */
    void storeElement(DType dtype) {
        insn(Carrier.element(dtype).getOpcode(IASTORE));
    }

    private void check(Value value) {
        Label otherwise = new Label();
        Label end = new Label();
        boolean guarded = value.args.size() > 2;
        if (guarded) {
            unless(value.arg(2), otherwise);
        }
        push(value.arg(0));
        push(value.arg(1));
        call(INDICES, "within", "(JJ)I");
        if (guarded) {
            jump(GOTO, end);
            label(otherwise);
            insn(ICONST_0);
            label(end);
        }
    }

    private void apply(Value value) {
        ScalarOp op = Objects.requireNonNull(value.op);
        DType from = Objects.requireNonNull(value.from);
        if (op == ScalarOp.SELECT) {
            select(value);
            return;
        }
        if (op.isComparison() && from != DType.BOOL) {
            truth(value);
            return;
        }
        value.args.forEach(this::push);
        scalar.emit(op, from, Objects.requireNonNull(value.dtype));
    }

    /**
     * Both sides are computed, as the instruction says, so that the choice can become a conditional move. C2 has one for integers only, so
     * floats are chosen by their bits: a branch on data costs ten times as much where it cannot be foretold.
     */
    private void select(Value value) {
        Label no = new Label();
        Label end = new Label();
        DType dtype = Objects.requireNonNull(value.dtype);
        DType bits = value.type == Type.FLOAT_TYPE ? DType.I32 : value.type == Type.DOUBLE_TYPE ? DType.I64 : dtype;
        pushBits(value.arg(1), dtype, bits);
        pushBits(value.arg(2), dtype, bits);
        if (value.arg(0).kind == Value.Kind.BOTH) {
            // One branch, or none.
            push(value.arg(0));
            jump(IFEQ, no);
        } else {
            unless(value.arg(0), no);
        }
        if (value.type.getSize() == 2) {
            insn(POP2);
            jump(GOTO, end);
            label(no);
            insn(DUP2_X2);
            insn(POP2);
            insn(POP2);
        } else {
            insn(POP);
            jump(GOTO, end);
            label(no);
            insn(SWAP);
            insn(POP);
        }
        label(end);
        if (bits != dtype) {
            scalar.emit(ScalarOp.BITCAST, bits, dtype);
        }
    }

    private void pushBits(Value value, DType dtype, DType bits) {
        push(value);
        if (bits != dtype) {
            scalar.emit(ScalarOp.BITCAST, dtype, bits);
        }
    }

    /** Applies an instruction to the values on the stack. */
    void instruction(ScalarOp op, DType from, DType dtype) {
        scalar.emit(op, from, dtype);
    }
}
