package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A scalar instruction")
class ScalarOpsTest {
    private static String evaluate(ScalarOp op, DType type, String args) {
        DType result = op.isComparison() ? DType.BOOL : type;
        long[] bits = new long[3];
        String[] texts = args.strip().split(" +");
        assertThat(texts).hasSize(op.arity());
        for (int i = 0; i < texts.length; i++) {
            bits[i] = Literals.parse(type, texts[i]);
        }
        return Literals.text(result, ScalarOps.evaluate(op, type, result, bits[0], bits[1], bits[2]));
    }

    /** Results that are the same in float32 and float64. */
    @ParameterizedTest(name = "{0} {1} = {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ADD  | 1.5 2.25        | 3.75
            ADD  | 0.0 -0.0        | 0.0
            ADD  | -0.0 -0.0       | -0.0
            ADD  | inf -inf        | nan
            ADD  | inf 1.0         | inf
            SUB  | 0.0 0.0         | 0.0
            SUB  | -0.0 0.0        | -0.0
            SUB  | inf inf         | nan
            MUL  | -0.0 2.0        | -0.0
            MUL  | 0.0 inf         | nan
            MUL  | -inf 2.0        | -inf
            DIV  | 1.0 0.0         | inf
            DIV  | 1.0 -0.0        | -inf
            DIV  | 0.0 0.0         | nan
            DIV  | inf inf         | nan
            DIV  | -1.0 inf        | -0.0
            REM  | 5.5 2.0         | 1.5
            REM  | -5.5 2.0        | -1.5
            REM  | 5.5 -2.0        | 1.5
            REM  | -4.0 2.0        | -0.0
            REM  | 1.0 0.0         | nan
            REM  | inf 2.0         | nan
            REM  | 1.0 inf         | 1.0
            FMA  | 2.0 3.0 4.0     | 10.0
            FMA  | 0.0 inf 1.0     | nan
            FMA  | -0.0 1.0 -0.0   | -0.0
            FMA  | -0.0 1.0 0.0    | 0.0
            NEG  | 0.0             | -0.0
            NEG  | -inf            | inf
            NEG  | nan             | nan
            ABS  | -0.0            | 0.0
            ABS  | -inf            | inf
            MIN  | 0.0 -0.0        | -0.0
            MIN  | -0.0 0.0        | -0.0
            MIN  | nan 1.0         | nan
            MIN  | 1.0 nan         | nan
            MIN  | -inf inf        | -inf
            MAX  | 0.0 -0.0        | 0.0
            MAX  | -0.0 0.0        | 0.0
            MAX  | nan inf         | nan
            MAX  | inf nan         | nan
            SQRT | 2.25            | 1.5
            SQRT | -0.0            | -0.0
            SQRT | -1.0            | nan
            SQRT | inf             | inf
            FLOOR| -0.5            | -1.0
            FLOOR| -0.0            | -0.0
            FLOOR| 2.5             | 2.0
            CEIL | -0.5            | -0.0
            CEIL | 2.25            | 3.0
            CEIL | inf             | inf
            RINT | 0.5             | 0.0
            RINT | 1.5             | 2.0
            RINT | 2.5             | 2.0
            RINT | -0.5            | -0.0
            RINT | -1.5            | -2.0
            RINT | nan             | nan
            LT   | 1.0 2.0         | true
            LT   | -0.0 0.0        | false
            LT   | nan 1.0         | false
            LT   | 1.0 nan         | false
            LE   | -0.0 0.0        | true
            LE   | 0.0 -0.0        | true
            LE   | nan nan         | false
            EQ   | 0.0 -0.0        | true
            EQ   | nan nan         | false
            NE   | nan nan         | true
            NE   | 1.0 1.0         | false
            """)
    void onFloatsFollowsIeee754(ScalarOp op, String args, String result) {
        assertThat(evaluate(op, DType.F32, args)).isEqualTo(result);
        assertThat(evaluate(op, DType.F64, args)).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}.{1} {2} = {3}")
    @CsvSource(delimiter = '|', textBlock = """
            ADD  | f32 | 1.4E-45 1.4E-45               | 2.8E-45
            MUL  | f32 | 1.4E-45 0.5                   | 0.0
            MUL  | f32 | 1.1754944E-38 0.5             | 5.877472E-39
            ADD  | f32 | 1.6777216E7 1.0               | 1.6777216E7
            ADD  | f32 | 3.4028235E38 1.0E32           | inf
            FMA  | f32 | 16777215.0 16777215.0 -2.8147496E14 | -1.6777215E7
            SQRT | f32 | 1.4E-45                       | 3.743392E-23
            ADD  | f64 | 4.9E-324 4.9E-324             | 9.9E-324
            MUL  | f64 | 4.9E-324 0.5                  | 0.0
            ADD  | f64 | 9.007199254740992E15 1.0      | 9.007199254740992E15
            SQRT | f64 | 4.9E-324                      | 2.2227587494850775E-162
            """)
    void roundsOnceAndKeepsSubnormals(ScalarOp op, String type, String args, String result) {
        assertThat(evaluate(op, DType.parse(type), args)).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}.{1} {2} = {3}")
    @CsvSource(delimiter = '|', textBlock = """
            ADD  | i32 | 2147483647 1            | -2147483648
            SUB  | i32 | -2147483648 1           | 2147483647
            MUL  | i32 | 65536 65536             | 0
            DIV  | i32 | -7 2                    | -3
            DIV  | i32 | -2147483648 -1          | -2147483648
            REM  | i32 | -7 2                    | -1
            NEG  | i32 | -2147483648             | -2147483648
            ABS  | i32 | -2147483648             | -2147483648
            MIN  | i32 | -1 1                    | -1
            MAX  | i32 | -1 1                    | 1
            AND  | i32 | -4 7                    | 4
            OR   | i32 | -4 3                    | -1
            XOR  | i32 | -1 5                    | -6
            NOT  | i32 | 0                       | -1
            SHL  | i32 | 1 31                    | -2147483648
            SHL  | i32 | 1 33                    | 2
            SHR  | i32 | -8 1                    | -4
            USHR | i32 | -8 1                    | 2147483644
            LT   | i32 | -1 0                    | true
            LE   | i32 | 1 0                     | false
            EQ   | i32 | 3 3                     | true
            NE   | i32 | 3 3                     | false
            ADD  | i64 | 9223372036854775807 1   | -9223372036854775808
            MUL  | i64 | 4294967296 4294967296   | 0
            DIV  | i64 | -9223372036854775808 -1 | -9223372036854775808
            REM  | i64 | -7 -2                   | -1
            SHL  | i64 | 1 65                    | 2
            SHR  | i64 | -8 2                    | -2
            USHR | i64 | -1 63                   | 1
            NOT  | i64 | 5                       | -6
            AND  | bool | true false             | false
            OR   | bool | true false             | true
            XOR  | bool | true true              | false
            NOT  | bool | true                   | false
            EQ   | bool | false false            | true
            NE   | bool | false true             | true
            LT   | bool | false true             | true
            LT   | bool | true true              | false
            LE   | bool | true false             | false
            LE   | bool | false false            | true
            """)
    void onIntegersWraps(ScalarOp op, String type, String args, String result) {
        assertThat(evaluate(op, DType.parse(type), args)).isEqualTo(result);
    }

    @Test
    void dividingIntegersByZeroIsRefused() {
        for (DType type : List.of(DType.I32, DType.I64)) {
            for (ScalarOp op : List.of(ScalarOp.DIV, ScalarOp.REM)) {
                assertThatThrownBy(() -> evaluate(op, type, "1 0")).isInstanceOf(ArithmeticException.class);
            }
        }
    }

    @ParameterizedTest(name = "{1} {0} is {3} {2}")
    @CsvSource({
        "f64, 0.1, f32, 0.1", "f64, 1.0E300, f32, inf", "f64, -1.0E-300, f32, -0.0", "f32, 1.5, f64, 1.5",
        "f32, 1.9, i32, 1", "f32, -1.9, i64, -1", "f32, nan, i32, 0", "f32, nan, i64, 0", "f32, inf, i32, 2147483647",
        "f64, -inf, i64, -9223372036854775808", "f64, 3.0E9, i32, 2147483647", "f32, 300.0, u8, 44",
        "f32, -1.0, u8, 255",
        "f32, 200.0, i8, -56", "f64, 70000.0, i16, 4464", "f32, 3.0E9, i8, -1",
        "f32, nan, bool, true", "f32, -0.0, bool, false", "f64, 4.9E-324, bool, true", "f16, 0.5, bool, true",
        "i64, 4294967297, i32, 1", "i64, 256, bool, true", "i64, 4294967296, bool, true", "i32, -1, u8, 255",
        "i32, 128, i8, -128", "u8, 255, i8, -1", "u8, 255, i32, 255", "i8, -1, u8, 255", "bool, true, f32, 1.0",
        "bool, true, i64, 1", "i64, 9007199254740993, f64, 9.007199254740992E15", "i64, 16777217, f32, 1.6777216E7",
        "f32, 65519.0, f16, 65504.0", "f32, 65520.0, f16, inf", "f32, 2.9802322E-8, f16, 0.0", "f32, nan, f16, nan",
        "f32, 1.00390625, bf16, 1.0", "f32, 1.01171875, bf16, 1.015625", "f32, 3.4028235E38, bf16, inf",
        "f32, nan, bf16, nan",
        "i64, 2049, f16, 2048.0", "f16, 65504.0, bf16, 65536.0",
    })
    void castConvertsAsItSays(String from, String value, String to, String result) {
        long bits = ScalarOps.cast(DType.parse(to), DType.parse(from), Literals.parse(DType.parse(from), value));
        assertThat(Literals.text(DType.parse(to), bits)).isEqualTo(result);
    }

    @Test
    void aFloat64ReachesFloat16ByWayOfFloat32() {
        // Just above halfway between 1 and the next float16: rounded to float32 first it is halfway, and goes to even.
        double value = 1 + 0x1p-11 + 0x1p-40;
        assertThat(Literals.toDouble(DType.F16, Literals.bits(DType.F16, value))).isEqualTo(1.0);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F16", "BF16"})
    void sixteenBitFloatsRoundToNearestEven(DType type) {
        int fraction = type == DType.F16 ? 10 : 7;
        // All values in order, by their definition: subnormals first, then binade by binade.
        List<Double> values = new ArrayList<>();
        int bias = type == DType.F16 ? 15 : 127;
        int binades = type == DType.F16 ? 31 : 255;
        for (int exponent = 0; exponent < binades; exponent++) {
            for (int m = 0; m < 1 << fraction; m++) {
                double significand = (exponent == 0 ? 0 : 1) + Math.scalb((double) m, -fraction);
                values.add(Math.scalb(significand, Math.max(exponent, 1) - bias));
            }
        }
        Random random = new Random(1);
        for (int i = 0; i < values.size(); i++) {
            assertThat(Literals.toDouble(type, i)).isEqualTo(values.get(i));
            assertThat(Literals.toDouble(type, i | 0x8000)).isEqualTo(-values.get(i));
            float value = (float) (double) values.get(i);
            assertThat(Literals.bits(type, value)).isEqualTo(i);
            if (i + 1 < values.size()) {
                double middle = (values.get(i) + values.get(i + 1)) / 2;
                assertThat(Literals.bits(type, middle)).isEqualTo(i % 2 == 0 ? i : i + 1);
                // The middle of two bfloat16 is no float32 only among the subnormals of neither.
                assertThat(Literals.bits(type, Math.nextDown((float) middle))).isEqualTo(i);
                assertThat(Literals.bits(type, Math.nextUp((float) middle))).isEqualTo(i + 1);
                float between = (float) (values.get(i) + random.nextDouble() * (values.get(i + 1) - values.get(i)));
                assertThat(Literals.bits(type, between)).isIn((long) i, i + 1L);
            }
        }
    }

    @Test
    void bitcastKeepsTheBits() {
        for (float value : new float[]{0f, -0f, 1.5f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE}) {
            long bits = Literals.bits(DType.F32, value);
            long asInt = ScalarOps.evaluate(ScalarOp.BITCAST, DType.F32, DType.I32, bits, 0, 0);
            assertThat(asInt).isEqualTo(Float.floatToRawIntBits(value));
            assertThat(ScalarOps.evaluate(ScalarOp.BITCAST, DType.I32, DType.F32, asInt, 0, 0)).isEqualTo(bits);
        }
        long half = Literals.bits(DType.F16, -2.0);
        long asShort = ScalarOps.evaluate(ScalarOp.BITCAST, DType.F16, DType.I16, half, 0, 0);
        assertThat(asShort).isEqualTo((short) 0xc000);
        assertThat(ScalarOps.evaluate(ScalarOp.BITCAST, DType.I16, DType.BF16, asShort, 0, 0)).isEqualTo(0xc000);
        assertThat(ScalarOps.evaluate(ScalarOp.BITCAST, DType.U8, DType.I8, 255, 0, 0)).isEqualTo(-1);
        assertThat(ScalarOps.evaluate(ScalarOp.BITCAST, DType.F64, DType.I64, -1, 0, 0)).isEqualTo(-1);
    }

    @Test
    void selectTakesOneOfTwo() {
        assertThat(ScalarOps.evaluate(ScalarOp.SELECT, DType.F32, DType.F32, 1, 5, 6)).isEqualTo(5);
        assertThat(ScalarOps.evaluate(ScalarOp.SELECT, DType.F32, DType.F32, 0, 5, 6)).isEqualTo(6);
    }

    /** What {@link ScalarTypes} admits evaluates, and what it refuses is refused when evaluated as well. */
    @ParameterizedTest
    @EnumSource(value = ScalarOp.class, names = {"SELECT", "CAST", "BITCAST"}, mode = EnumSource.Mode.EXCLUDE)
    void isDefinedWhereItsDtypeRuleSaysSo(ScalarOp op) {
        for (DType type : DType.values()) {
            Expr[] args = new Expr[op.arity()];
            Arrays.setAll(args, i -> Expr.of(type, 1));
            long one = Literals.bits(type, 1.0);
            DType result;
            try {
                result = Expr.apply(op, args).type();
            } catch (IllegalArgumentException e) {
                assertThatThrownBy(() -> ScalarOps.evaluate(op, type, type, one, one, one))
                        .as("%s on %s", op, type)
                        .isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            long bits = ScalarOps.evaluate(op, type, result, one, one, one);
            assertThat(Literals.parse(result, Literals.text(result, bits))).as("%s on %s", op, type).isEqualTo(bits);
        }
    }
}
