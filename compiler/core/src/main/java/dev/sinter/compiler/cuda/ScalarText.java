package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the reads and expressions of one kernel at one place, where its coordinates are variables: each read and each shared part
 * of an expression becomes a variable when it is first needed.
 */
final class ScalarText {
    /** The name of the parameter that takes the kind of a fault. */
    static final String FAULT = "fault";

    private final Kernel kernel;
    private final IndexText index;
    private final Set<Prelude> used;
    private final Lines lines;
    private final String folded;
    private final IdentityHashMap<Expr, String> known = new IdentityHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final List<Integer> loaded = new ArrayList<>();
    private boolean faults;

    /**
     * @param lines  where the text goes
     * @param folded the variable with the fold's value, or empty where there is none
     */
    ScalarText(Kernel kernel, IndexText index, Set<Prelude> used, Lines lines, String folded) {
        this.kernel = kernel;
        this.index = index;
        this.used = used;
        this.lines = lines;
        this.folded = folded;
    }

    /** Whether anything written so far may fault. */
    boolean faults() {
        return faults;
    }

    /** Writes what the expression needs and gives the text of its value, a variable or a literal. */
    String value(Expr expr) {
        String text = known.get(expr);
        if (text != null) {
            return text;
        }
        text = switch (expr) {
            case Expr.Const c -> Words.literal(c.type(), c.bits());
            case Expr.Index i -> named("long long", dim(i.dim()));
            case Expr.Folded f -> folded;
            case Expr.Arg arg -> {
                load(arg.index());
                yield "r" + arg.index();
            }
            case Expr.Apply apply ->
                named(Words.value(apply.type()), apply(apply, apply.args().stream().map(this::value).toList()));
        };
        known.put(expr, text);
        return text;
    }

    /** The variable with this value, a new one where there is none. */
    private String named(String type, String text) {
        String declared = type + " = " + text;
        String name = names.get(declared);
        if (name == null) {
            name = "t" + names.size();
            names.put(declared, name);
            lines.add("const {} {} = {};", type, name, text);
        }
        return name;
    }

    /** Writes what the index needs and gives its text. */
    String dim(Dim dim) {
        need(dim);
        return index.of(dim);
    }

    private void need(Dim dim) {
        for (String symbol : dim.symbols()) {
            if (symbol.charAt(0) == '$') {
                load(Integer.parseInt(symbol, 1, symbol.length(), 10));
            }
        }
    }

    /** Writes the variable {@code r} of a read. */
    private void load(int number) {
        if (loaded.contains(number)) {
            return;
        }
        Read read = kernel.reads().get(number);
        DType dtype = kernel.operands().get(read.operand()).dtype();
        read.index().forEach(this::need);
        read.guards().forEach(guard -> {
            need(guard.value());
            need(guard.bound());
        });
        loaded.add(number);
        List<String> conditions = new ArrayList<>();
        for (Guard guard : read.guards()) {
            String condition = index.within(guard.value(), guard.bound());
            if (!condition.isEmpty()) {
                conditions.add(condition);
            }
        }
        String name = "r" + number;
        String element = "a" + read.operand() + "[" + index.of(kernel.offset(read)) + "]";
        String inside = inside(read.index(), kernel.operands().get(read.operand()).shape().dims());
        if (conditions.isEmpty() && inside.isEmpty()) {
            lines.add("const {} {} = {};", Words.value(dtype), name, element);
            return;
        }
        lines.add("{} {} = {};", Words.value(dtype), name, Words.literal(dtype, read.otherwise()));
        String guarded = conditions.isEmpty() ? "" : "if (" + String.join(" && ", conditions) + ") ";
        if (inside.isEmpty()) {
            lines.add("{}{} = {};", guarded, name, element);
        } else {
            faults = true;
            lines.add("{}{", guarded);
            lines.add("if ({}) {} = {}; else *{} = {};", inside, name, element, FAULT, Prelude.OUTSIDE);
            lines.add("}");
        }
    }

    /** The condition that loaded indices lie within a tensor; empty where nothing is loaded. */
    private String inside(List<Dim> at, List<Dim> sizes) {
        List<String> conditions = new ArrayList<>();
        for (int axis = 0; axis < at.size(); axis++) {
            if (at.get(axis).mentionsLoaded()) {
                conditions.add(index.within(at.get(axis), sizes.get(axis)));
            }
        }
        return String.join(" && ", conditions);
    }

    /** Writes the value of {@code kernel.result()} to where the kernel says. */
    void write() {
        String value = value(kernel.result());
        kernel.write().index().forEach(this::need);
        String element = "out[" + index.of(kernel.offset(kernel.write())) + "]";
        ScalarOp combine = kernel.write().combine();
        String inside = inside(kernel.write().index(), kernel.output().shape().dims());
        if (!inside.isEmpty()) {
            faults = true;
            lines.add("if ({}) {", inside);
        }
        if (combine == null) {
            lines.add("{} = {};", element, value);
        } else {
            DType dtype = kernel.dtype();
            DType computed = dtype.computed();
            lines.add("const {} old = {};", Words.value(dtype), element);
            String next = operation(combine, computed,
                    List.of(cast(computed, dtype, "old"), cast(computed, dtype, value)));
            lines.add("const {} next = {};", Words.value(computed), next);
            lines.add("{} = {};", element, cast(dtype, computed, "next"));
        }
        if (!inside.isEmpty()) {
            lines.add("} else *{} = {};", FAULT, Prelude.OUTSIDE);
        }
    }

    private String apply(Expr.Apply apply, List<String> args) {
        DType from = apply.arg(apply.op() == ScalarOp.SELECT ? 1 : 0).type();
        return switch (apply.op()) {
            case CAST -> cast(apply.type(), from, args.get(0));
            case BITCAST -> bitcast(apply.type(), from, args.get(0));
            default -> operation(apply.op(), from, args);
        };
    }

    /** The text of an operation on values of {@code type}; arguments are variables or literals. */
    String operation(ScalarOp op, DType type, List<String> args) {
        String a = args.get(0);
        String b = args.size() > 1 ? args.get(1) : "";
        if (op == ScalarOp.SELECT) {
            return a + " ? " + b + " : " + args.get(2);
        }
        return switch (type) {
            case F32, F64 -> floating(op, type == DType.F32, a, b, args);
            case I32, I64 -> integer(op, type == DType.I32, a, b);
            case BOOL -> logical(op, a, b);
            default -> throw new IllegalArgumentException(op + " is not defined on " + type);
        };
    }

    private String floating(ScalarOp op, boolean single, String a, String b, List<String> args) {
        String f = single ? "f" : "";
        return switch (op) {
            case ADD -> a + " + " + b;
            case SUB -> a + " - " + b;
            case MUL -> a + " * " + b;
            case DIV -> a + " / " + b;
            case REM -> "fmod" + f + "(" + a + ", " + b + ")";
            case FMA -> "fma" + f + "(" + a + ", " + b + ", " + args.get(2) + ")";
            case NEG -> "-(" + a + ")";
            case ABS -> "fabs" + f + "(" + a + ")";
            case MIN -> call(single ? Prelude.MIN_F32 : Prelude.MIN_F64, "least", a, b);
            case MAX -> call(single ? Prelude.MAX_F32 : Prelude.MAX_F64, "greatest", a, b);
            case SQRT -> "sqrt" + f + "(" + a + ")";
            case FLOOR -> "floor" + f + "(" + a + ")";
            case CEIL -> "ceil" + f + "(" + a + ")";
            case RINT -> "rint" + f + "(" + a + ")";
            case LT -> a + " < " + b;
            case LE -> a + " <= " + b;
            case EQ -> a + " == " + b;
            case NE -> a + " != " + b;
            case AND, OR, XOR, NOT, SHL, SHR, USHR, SELECT, CAST, BITCAST ->
                throw new IllegalArgumentException(op + " is not defined on floats");
        };
    }

    /** Overflow wraps: it is defined for the unsigned types only. */
    private String integer(ScalarOp op, boolean narrow, String a, String b) {
        String type = narrow ? "int" : "long long";
        String u = "(unsigned " + type + ") ";
        String s = "(" + type + ") ";
        String distance = " (" + b + " & " + (narrow ? 31 : 63) + ")";
        return switch (op) {
            case ADD -> s + "(" + u + a + " + " + u + b + ")";
            case SUB -> s + "(" + u + a + " - " + u + b + ")";
            case MUL -> s + "(" + u + a + " * " + u + b + ")";
            case DIV -> fault(narrow ? Prelude.DIV_I32 : Prelude.DIV_I64, "divided", a, b);
            case REM -> fault(narrow ? Prelude.REM_I32 : Prelude.REM_I64, "remaining", a, b);
            case NEG -> s + "(0 - " + u + a + ")";
            case ABS -> a + " < 0 ? " + s + "(0 - " + u + a + ") : " + a;
            case MIN -> a + " < " + b + " ? " + a + " : " + b;
            case MAX -> a + " > " + b + " ? " + a + " : " + b;
            case AND -> a + " & " + b;
            case OR -> a + " | " + b;
            case XOR -> a + " ^ " + b;
            case NOT -> "~" + a;
            case SHL -> s + "(" + u + a + " <<" + distance + ")";
            case SHR -> a + " >>" + distance;
            case USHR -> s + "(" + u + a + " >>" + distance + ")";
            case LT -> a + " < " + b;
            case LE -> a + " <= " + b;
            case EQ -> a + " == " + b;
            case NE -> a + " != " + b;
            case FMA, SQRT, FLOOR, CEIL, RINT, SELECT, CAST, BITCAST ->
                throw new IllegalArgumentException(op + " is not defined on integers");
        };
    }

    private static String logical(ScalarOp op, String a, String b) {
        return switch (op) {
            case AND -> a + " && " + b;
            case OR -> a + " || " + b;
            case XOR, NE -> a + " != " + b;
            case EQ -> a + " == " + b;
            case NOT -> "!" + a;
            case LT -> "!" + a + " && " + b;
            case LE -> "!" + a + " || " + b;
            default -> throw new IllegalArgumentException(op + " is not defined on bool");
        };
    }

    private String call(Prelude function, String name, String... args) {
        used.add(function);
        return name + "(" + String.join(", ", args) + ")";
    }

    private String fault(Prelude function, String name, String a, String b) {
        faults = true;
        return call(function, name, a, b, FAULT);
    }

    /** The text of {@code value} converted as {@link ScalarOp#CAST} says. */
    String cast(DType to, DType from, String value) {
        if (to == from) {
            return value;
        }
        String plain = "(" + Words.value(to) + ") " + value;
        return switch (from) {
            case F16 -> cast(to, DType.F32, call(Prelude.F16_TO_F32, "halfToFloat", value));
            case BF16 -> cast(to, DType.F32, "__int_as_float((int) ((unsigned) " + value + " << 16))");
            case F32, F64 -> switch (to) {
                case F32, F64 -> plain;
                case F16 -> call(Prelude.F32_TO_F16, "floatToHalf", cast(DType.F32, from, value));
                case BF16 -> call(Prelude.F32_TO_BF16, "floatToBfloat16", cast(DType.F32, from, value));
                case BOOL -> value + " != 0";
                case I64 -> call(from == DType.F32 ? Prelude.F32_TO_I64 : Prelude.F64_TO_I64, "toLong", value);
                case I32 -> call(from == DType.F32 ? Prelude.F32_TO_I32 : Prelude.F64_TO_I32, "toInt", value);
                case I16, I8, U8 -> "(" + Words.value(to) + ") " + cast(DType.I32, from, value);
            };
            case I64, I32, I16, I8, U8, BOOL -> switch (to) {
                case F16, BF16 -> cast(to, DType.F32, "(float) " + value);
                case BOOL -> value + " != 0";
                case F32, F64, I64, I32, I16, I8, U8 -> plain;
            };
        };
    }

    private static String bitcast(DType to, DType from, String value) {
        if (from == DType.F32 && to == DType.I32) {
            return "__float_as_int(" + value + ")";
        }
        if (from == DType.I32 && to == DType.F32) {
            return "__int_as_float(" + value + ")";
        }
        if (from == DType.F64 && to == DType.I64) {
            return "__double_as_longlong(" + value + ")";
        }
        if (from == DType.I64 && to == DType.F64) {
            return "__longlong_as_double(" + value + ")";
        }
        return "(" + Words.value(to) + ") " + value;
    }
}
