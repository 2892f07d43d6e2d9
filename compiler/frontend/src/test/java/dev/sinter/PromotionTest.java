package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private static final List<DType> ORDER = List.of(
            DType.BOOL, DType.U8, DType.I8, DType.I16, DType.I32, DType.I64, DType.F16, DType.BF16, DType.F32,
            DType.F64);

    /** Row by column in the order above, written down by hand. */
    private static final String[] TABLE = {
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

    private static DType expected(DType a, DType b) {
        return DType.parse(TABLE[ORDER.indexOf(a)].split(" +")[ORDER.indexOf(b)]);
    }

    private static int category(DType type) {
        return type.isFloating() ? 2 : type.isInteger() ? 1 : 0;
    }

    @Test
    @DisplayName("T5: the result of every pair of dtypes, with axes and without")
    void pairs() {
        for (DType a : ORDER) {
            for (DType b : ORDER) {
                Tensor many = Sinter.ones(Shape.of(2), a);
                Tensor one = Sinter.ones(Shape.SCALAR, b);
                assertThat(many.add(Sinter.ones(Shape.of(2), b)).dtype()).as(a + "[2] + " + b + "[2]")
                        .isEqualTo(expected(a, b));
                assertThat(one.add(Sinter.ones(Shape.SCALAR, a)).dtype()).as(a + "[] + " + b + "[]")
                        .isEqualTo(expected(a, b));
                // A scalar tensor changes the dtype only where its category is higher.
                DType mixed = category(b) > category(a) ? b : a;
                assertThat(many.add(one).dtype()).as(a + "[2] + " + b + "[]").isEqualTo(mixed);
                assertThat(one.add(many).dtype()).as(b + "[] + " + a + "[2]").isEqualTo(mixed);
            }
        }
    }

    @Test
    @DisplayName("T5: a Java number changes the dtype only where its category is higher: float32 or int64 then")
    void numbers() {
        for (DType type : ORDER) {
            Tensor one = Sinter.ones(Shape.SCALAR, type);
            assertThat(one.mul(2.0).dtype()).isEqualTo(type.isFloating() ? type : DType.F32);
            assertThat(one.mul(2).dtype()).isEqualTo(type == DType.BOOL ? DType.I64 : type);
        }
    }

    @Test
    @DisplayName("T5: comparison gives bool, true division and functions onto the reals give floats")
    void results() {
        Tensor x = Sinter.tensor(1, 2);
        assertThat(x.lt(1.5).dtype()).isEqualTo(DType.BOOL);
        assertThat(x.lt(1.5).toBooleanArray()).containsExactly(true, false);
        assertThat(x.div(2).toFloatArray()).containsExactly(0.5f, 1);
        assertThat(x.exp().dtype()).isEqualTo(DType.F32);
        assertThat(x.sum().dtype()).isEqualTo(DType.I64);
        assertThat(x.gt(1).sum().item()).isEqualTo(1L);
    }
}
