package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.DType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedTextTest {
    @Test
    @DisplayName("what is shared is defined once, after what it mentions; what is not stays where it is")
    void definesOnce() {
        Expr x = new Expr.Arg(0, DType.F32);
        Expr root = Expr.apply(ScalarOp.SQRT, x);
        Expr twice = Expr.apply(ScalarOp.ADD, root, root);
        SharedText text = new SharedText(Expr.apply(ScalarOp.MUL, twice, Expr.apply(ScalarOp.NEG, twice)));
        assertThat(text.definitions()).containsExactly("t0 = sqrt($0)", "t1 = add(t0, t0)");
        assertThat(text).hasToString("mul(t1, neg(t1))");
        assertThat(new SharedText(x).definitions()).isEmpty();
    }

    @Test
    @DisplayName("a text is as long as the expression, not as the tree that it stands for")
    void staysShort() {
        Expr value = new Expr.Arg(0, DType.F32);
        for (int i = 0; i < 200; i++) {
            value = Expr.apply(ScalarOp.ADD, value, value);
        }
        assertThat(new SharedText(value).definitions()).hasSize(199);
    }
}
