package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All dtypes against all, written down by hand as PyTorch documents its lattice. */
class PromotionTest {
    private static final List<DType> ORDER = List.of(
            DType.BOOL, DType.U8, DType.I8, DType.I16, DType.I32, DType.I64, DType.F16, DType.BF16, DType.F32,
            DType.F64);

    /** Two tensors with axes, or two without. */
    private static final String[] ALIKE = {
        "bool u8  i8  i16 i32 i64 f16 bf16 f32 f64",
        "u8   u8  i16 i16 i32 i64 f16 bf16 f32 f64",
        "i8   i16 i8  i16 i32 i64 f16 bf16 f32 f64",
        "i16  i16 i16 i16 i32 i64 f16 bf16 f32 f64",
        "i32  i32 i32 i32 i32 i64 f16 bf16 f32 f64",
        "i64  i64 i64 i64 i64 i64 f16 bf16 f32 f64",
        "f16  f16 f16 f16 f16 f16 f16 f32  f32 f64",
        "bf16 bf16 bf16 bf16 bf16 bf16 f32 bf16 f32 f64",
        "f32  f32 f32 f32 f32 f32 f32 f32  f32 f64",
        "f64  f64 f64 f64 f64 f64 f64 f64  f64 f64",
    };

    /** Row: a tensor with axes. Column: one without. */
    private static final String[] MIXED = {
        "bool u8  i8  i16 i32 i64 f16 bf16 f32 f64",
        "u8   u8  u8  u8  u8  u8  f16 bf16 f32 f64",
        "i8   i8  i8  i8  i8  i8  f16 bf16 f32 f64",
        "i16  i16 i16 i16 i16 i16 f16 bf16 f32 f64",
        "i32  i32 i32 i32 i32 i32 f16 bf16 f32 f64",
        "i64  i64 i64 i64 i64 i64 f16 bf16 f32 f64",
        "f16  f16 f16 f16 f16 f16 f16 f16  f16 f16",
        "bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16",
        "f32  f32 f32 f32 f32 f32 f32 f32  f32 f32",
        "f64  f64 f64 f64 f64 f64 f64 f64  f64 f64",
    };

    /** A tensor with or without axes, and a Java boolean (as a tensor), long, double. */
    private static final String[] NUMBERS = {
        "bool i64 f32",
        "u8   u8  f32",
        "i8   i8  f32",
        "i16  i16 f32",
        "i32  i32 f32",
        "i64  i64 f32",
        "f16  f16 f16",
        "bf16 bf16 bf16",
        "f32  f32 f32",
        "f64  f64 f64",
    };

    private static DType entry(String[] table, DType row, int column) {
        return DType.parse(table[ORDER.indexOf(row)].split(" +")[column]);
    }

    private static DType expected(Tensor a, Tensor b) {
        if ((a.rank() == 0) == (b.rank() == 0)) {
            return entry(ALIKE, a.dtype(), ORDER.indexOf(b.dtype()));
        }
        return a.rank() > 0
                ? entry(MIXED, a.dtype(), ORDER.indexOf(b.dtype()))
                : entry(MIXED, b.dtype(), ORDER.indexOf(a.dtype()));
    }

    private static DType quotient(DType common) {
        return common.isFloating() ? common : DType.F32;
    }

    private static final Map<String, BinaryOperator<Tensor>> ARITHMETIC = new LinkedHashMap<>();
    private static final Map<String, BinaryOperator<Tensor>> NUMERIC = new LinkedHashMap<>();
    private static final Map<String, BinaryOperator<Tensor>> COMPARISONS = new LinkedHashMap<>();
    private static final Map<String, BinaryOperator<Tensor>> REAL = new LinkedHashMap<>();

    static {
        Tensor yes = tensor(true);
        ARITHMETIC.put("add", Tensor::add);
        ARITHMETIC.put("mul", Tensor::mul);
        ARITHMETIC.put("maximum", Tensor::maximum);
        ARITHMETIC.put("minimum", Tensor::minimum);
        ARITHMETIC.put("where", (a, b) -> Sinter.where(yes, a, b));
        NUMERIC.put("sub", Tensor::sub);
        NUMERIC.put("add with alpha", (a, b) -> a.add(b, 2));
        NUMERIC.put("floorDivide", Tensor::floorDivide);
        NUMERIC.put("remainder", Tensor::remainder);
        NUMERIC.put("fmod", Tensor::fmod);
        NUMERIC.put("clampMin", Tensor::clampMin);
        NUMERIC.put("div truncated", (a, b) -> a.div(b, Rounding.TRUNC));
        COMPARISONS.put("eq", Tensor::eq);
        COMPARISONS.put("ne", Tensor::ne);
        COMPARISONS.put("lt", Tensor::lt);
        COMPARISONS.put("le", Tensor::le);
        COMPARISONS.put("gt", Tensor::gt);
        COMPARISONS.put("ge", Tensor::ge);
        COMPARISONS.put("logicalAnd", Tensor::logicalAnd);
        REAL.put("div", Tensor::div);
        REAL.put("atan2", Tensor::atan2);
    }

    private static List<Tensor> operands(DType dtype) {
        return List.of(Sinter.ones(Shape.of(2), dtype), Sinter.ones(Shape.SCALAR, dtype));
    }

    @Test
    @DisplayName("T5: the result of every pair of dtypes, with axes and without, for each family of operations")
    void pairs() {
        int seen = 0;
        for (DType left : ORDER) {
            for (DType right : ORDER) {
                for (Tensor a : operands(left)) {
                    for (Tensor b : operands(right)) {
                        DType common = expected(a, b);
                        String pair = " of " + a.type() + " and " + b.type();
                        assertThat(Sinter.resultType(a, b)).as("resultType" + pair).isEqualTo(common);
                        check(ARITHMETIC, a, b, common, pair);
                        check(COMPARISONS, a, b, DType.BOOL, pair);
                        check(REAL, a, b, quotient(common), pair);
                        if (left != DType.BOOL && right != DType.BOOL) {
                            check(NUMERIC, a, b, common, pair);
                        }
                        seen++;
                    }
                }
                Tensor both = Sinter.cat(List.of(operands(left).get(0), operands(right).get(0)), 0);
                assertThat(both.dtype()).as("cat").isEqualTo(entry(ALIKE, left, ORDER.indexOf(right)));
                assertThat(Sinter.promoteTypes(left, right)).isEqualTo(entry(ALIKE, left, ORDER.indexOf(right)));
            }
        }
        assertThat(seen).isEqualTo(400);
    }

    private static void check(Map<String, BinaryOperator<Tensor>> operations, Tensor a, Tensor b, DType dtype,
            String pair) {
        operations.forEach(
                (name, operation) -> assertThat(operation.apply(a, b).dtype()).as(name + pair).isEqualTo(dtype));
    }

    @Test
    @DisplayName("T5: a Java boolean, long or double changes the dtype only where its category is higher, on either side")
    void numbers() {
        for (DType type : ORDER) {
            for (Tensor x : operands(type)) {
                DType whole = entry(NUMBERS, type, 1);
                DType real = entry(NUMBERS, type, 2);
                for (Tensor y : List.of(x.add(tensor(true)), x.mul(tensor(true)), tensor(true).mul(x))) {
                    assertThat(y.dtype()).as(x.type() + " and true").isEqualTo(entry(NUMBERS, type, 0));
                }
                Tensor yes = tensor(true);
                for (Tensor y : List.of(x.add(2), x.mul(2), x.plus(2), x.times(2), x.clamp(0, 1), x.clampMin(0),
                        x.clampMax(1), Sinter.where(yes, x, 2), Sinter.where(yes, 2, x), x.remainder(2), x.fmod(2),
                        x.floorDivide(2), x.pow(2), x.div(2, Rounding.FLOOR), x.div(2, Rounding.TRUNC))) {
                    assertThat(y.dtype()).as(x.type() + " and 2").isEqualTo(whole);
                }
                for (Tensor y : List.of(x.add(2.0), x.mul(2.0), x.plus(2.0), x.times(2.0), x.clamp(0.0, 1.0),
                        x.clampMin(0.0), x.clampMax(1.0), Sinter.where(yes, x, 2.0), Sinter.where(yes, 2.0, x),
                        x.remainder(2.0), x.fmod(2.0), x.floorDivide(2.0), x.pow(2.0), x.pow(2.5),
                        x.div(2.0, Rounding.FLOOR), x.div(2.0, Rounding.TRUNC))) {
                    assertThat(y.dtype()).as(x.type() + " and 2.0").isEqualTo(real);
                }
                assertThat(x.div(2).dtype()).isEqualTo(quotient(whole));
                assertThat(x.div(2.0).dtype()).isEqualTo(real);
                for (Tensor y : List.of(x.eq(2), x.ne(2), x.lt(2), x.le(2), x.gt(2), x.ge(2), x.eq(2.5), x.ne(2.5),
                        x.lt(2.5), x.le(2.5), x.gt(2.5), x.ge(2.5))) {
                    assertThat(y.dtype()).as("comparison of " + x.type()).isEqualTo(DType.BOOL);
                }
                if (type != DType.BOOL) {
                    assertThat(List.of(x.sub(2), x.rsub(2), x.minus(2))).extracting(Tensor::dtype).containsOnly(whole);
                    assertThat(List.of(x.sub(2.0), x.rsub(2.0), x.minus(2.0))).extracting(Tensor::dtype)
                            .containsOnly(real);
                }
            }
        }
    }

    @Test
    @DisplayName("T5: in place no category is lost: float into integer and bool, and integer into bool, are refused")
    void inPlace() {
        for (DType left : ORDER) {
            for (DType right : ORDER) {
                for (Tensor other : operands(right)) {
                    Tensor target = Sinter.ones(Shape.of(2), left);
                    DType result = expected(target, other);
                    boolean isKept = left.isFloating() || left.isInteger() && !result.isFloating()
                            || result == DType.BOOL;
                    if (isKept) {
                        assertThat(target.add_(other).dtype()).isEqualTo(left);
                        assertThat(target.mul_(other).dtype()).isEqualTo(left);
                    } else {
                        String stem = " the result is " + result + ", which cannot be stored in a tensor of " + left
                                + "; use ";
                        assertThatThrownBy(() -> target.add_(other)).isInstanceOf(Diagnostic.class)
                                .hasMessage("add_:" + stem + "add, or cast the operand");
                        assertThatThrownBy(() -> target.mul_(other)).isInstanceOf(Diagnostic.class)
                                .hasMessage("mul_:" + stem + "mul, or cast the operand");
                    }
                    if (!left.isFloating()) {
                        assertThatThrownBy(() -> target.div_(other)).isInstanceOf(Diagnostic.class)
                                .hasMessageContaining("which cannot be stored in a tensor of " + left);
                    }
                    // Comparisons and copies fit everywhere.
                    assertThat(target.lt_(other).dtype()).isEqualTo(left);
                    assertThat(target.copy_(other).dtype()).isEqualTo(left);
                }
            }
        }
    }

    @Test
    @DisplayName("T5: integers stay integers by whole Java numbers, in place too")
    void wholeNumbers() {
        assertThat(tensor(-3, 2, 7).clamp(0, 5).toLongArray()).containsExactly(0, 2, 5);
        assertThat(tensor(-3, 2, 7).clamp_(0, 5).toLongArray()).containsExactly(0, 2, 5);
        assertThat(tensor(-3, 2, 7).clampMin_(0).toLongArray()).containsExactly(0, 2, 7);
        assertThat(tensor(-3, 2, 7).clampMax_(0).toLongArray()).containsExactly(-3, 0, 0);
        assertThat(tensor(-3, 2, 7).remainder_(4).toLongArray()).containsExactly(1, 2, 3);
        assertThat(tensor(-3, 2, 7).fmod_(4).toLongArray()).containsExactly(-3, 2, 3);
        assertThat(tensor(-3, 2, 7).floorDivide_(2).toLongArray()).containsExactly(-2, 1, 3);
        assertThat(tensor(-3, 2, 7).pow_(3).toLongArray()).containsExactly(-27, 8, 343);
        assertThat(tensor(1, 2).addcmul(tensor(3, 4), tensor(5, 6), 2).toLongArray()).containsExactly(31, 50);
        assertThat(tensor(1, 2).addcmul_(tensor(3, 4), tensor(5, 6), -1).toLongArray()).containsExactly(-14, -22);
        assertThat(tensor(1, 2).add(tensor(3, 4), 2).toLongArray()).containsExactly(7, 10);
        assertThat(tensor(1, 2).sub(tensor(3, 4), 2).toLongArray()).containsExactly(-5, -6);
        assertThat(tensor(1, 2).add_(tensor(3, 4), 2).toLongArray()).containsExactly(7, 10);
        assertThat(tensor(1, 2).sub_(tensor(3, 4), 2).toLongArray()).containsExactly(-5, -6);
        long large = (1L << 53) + 1;
        Tensor mask = tensor(new boolean[]{true, false});
        assertThat(tensor(1, 2).maskedFill(mask, large).toLongArray()).containsExactly(large, 2);
        assertThat(mask.maskedFill(mask, false).toBooleanArray()).containsExactly(false, false);
        assertThatThrownBy(() -> tensor(1, 2).add(tensor(3, 4), 0.5)).isInstanceOf(Diagnostic.class)
                .hasMessage("add of i64[2] and i64[2] with alpha = 0.5: the result is i64, so alpha must be an integer;"
                        + " pass a long, or cast an operand");
    }

    @Test
    @DisplayName("T5: the arithmetic is done in the common dtype")
    void values() {
        Function<Tensor, Number> first = x -> x.reshape(-1).select(0, 0).item();
        assertThat(tensor(new int[]{100}, DType.I8).add(tensor(new int[]{200}, DType.U8)).toLong().toLongArray())
                .containsExactly(300);
        assertThat(first.apply(tensor(new int[]{100}, DType.I8).add(100))).isEqualTo(-56L);
        assertThat(first.apply(tensor(new int[]{200}, DType.U8).add(tensor(100)))).isEqualTo(44L);
        // 2^24 + 1 is no float32.
        assertThat(first.apply(tensor(new long[]{16777217}).add(0.0))).isEqualTo(16777216.0);
        assertThat(first.apply(tensor(new long[]{16777217}).add(Sinter.zeros(Shape.of(1), DType.F64))))
                .isEqualTo(16777217.0);
        assertThat(first.apply(tensor(new long[]{1L << 40}).add(Sinter.zeros(Shape.of(1), DType.F16))))
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(first.apply(tensor(new double[]{0.1}).add(tensor(new float[]{0.2f})))).isEqualTo(0.1 + 0.2f);
        // The number is rounded to the tensor's dtype before the comparison.
        assertThat(tensor(new float[]{0.1f}).eq(0.1).toBooleanArray()).containsExactly(true);
        // alpha scales in the common dtype: 2^53 + 1 is no float64, and 1/3 of float32 is another.
        assertThat(first.apply(Sinter.zeros(Shape.of(1), DType.F64).add(tensor(new long[]{3}), 1 / 3.0)))
                .isEqualTo(3 * (1 / 3.0));
    }

    @Test
    @DisplayName("T5: a whole number beyond an integer dtype's range is compared as it is, not wrapped")
    void beyond() {
        Tensor small = tensor(new int[]{44, -1}, DType.I8);
        assertThat(small.eq(300).toBooleanArray()).containsExactly(false, false);
        assertThat(small.lt(300).toBooleanArray()).containsExactly(true, true);
        assertThat(small.ge(-200).toBooleanArray()).containsExactly(true, true);
        assertThat(small.to(DType.U8).gt(-1).toBooleanArray()).containsExactly(true, true);
        assertThat(small.to(DType.U8).ne(255).toBooleanArray()).containsExactly(true, false);
    }

    @Test
    @DisplayName("T5: bools have no difference; a sum of bools is or, a product and; with a number they count")
    void bools() {
        Tensor a = tensor(new boolean[]{true, true, false});
        Tensor b = tensor(new boolean[]{true, false, false});
        assertThat(a.add(b).toBooleanArray()).containsExactly(true, true, false);
        assertThat(a.mul(b).toBooleanArray()).containsExactly(true, false, false);
        assertThat(a.add(1).toLongArray()).containsExactly(2, 2, 1);
        assertThat(a.mul(0.5).toFloatArray()).containsExactly(0.5f, 0.5f, 0);
        assertThat(a.div(b.logicalNot().logicalOr(b)).toFloatArray()).containsExactly(1, 1, 0);
        String message = "sub with a bool tensor (bool[3]): bools have no difference; use logicalNot to turn a mask round,"
                + " logicalXor for where two differ, or cast it to a numeric dtype";
        Tensor x = tensor(1.0, 2.0, 3.0);
        List<Runnable> refused = List.of(() -> a.sub(b), () -> a.sub(1), () -> a.sub(1.0), () -> a.rsub(1),
                () -> a.rsub(1.0), () -> x.sub(a), () -> a.sub(x), () -> x.sub(a, 2), () -> x.sub_(a));
        for (Runnable each : refused) {
            assertThatThrownBy(each::run).isInstanceOf(Diagnostic.class).hasMessage(message);
        }
    }

    @Test
    @DisplayName("T5: comparison gives bool, true division and functions onto the reals give floats, sums int64")
    void results() {
        Tensor x = tensor(1, 2);
        assertThat(x.lt(1.5).toBooleanArray()).containsExactly(true, false);
        assertThat(x.div(2).toFloatArray()).containsExactly(0.5f, 1);
        for (DType type : ORDER) {
            Tensor y = Sinter.ones(Shape.of(2), type);
            DType real = type.isFloating() ? type : DType.F32;
            for (Tensor each : List.of(y.exp(), y.log(), y.sqrt(), y.sin(), y.tanh(), y.sigmoid(), y.rsqrt(),
                    y.reciprocal(), y.erf(), y.log1p(), y.atan())) {
                assertThat(each.dtype()).as("a function of " + type).isEqualTo(real);
            }
            DType counted = type.isFloating() ? type : DType.I64;
            for (Tensor each : List.of(y.sum(), y.prod(), y.cumsum(0), y.cumprod(0))) {
                assertThat(each.dtype()).as("a sum of " + type).isEqualTo(counted);
            }
            assertThat(y.argmax().dtype()).isEqualTo(DType.I64);
            assertThat(List.of(y.any(), y.all())).extracting(Tensor::dtype).containsOnly(DType.BOOL);
            assertThat(List.of(y.max(), y.min())).extracting(Tensor::dtype).containsOnly(type);
        }
        assertThat(x.gt(1).sum().item()).isEqualTo(1L);
    }
}
