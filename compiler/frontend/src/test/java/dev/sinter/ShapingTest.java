package dev.sinter;

import static dev.sinter.Sinter.arange;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Shape;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ShapingTest {
    @Test
    @DisplayName("T11: view shares memory, infers one size, and refuses what only a copy could be")
    void view() {
        Tensor x = arange(15);
        Tensor v = x.view(5, 3);
        v.select(0, 1).select(0, 0).fill_(99);
        x.select(0, 4).fill_(44);
        assertThat(x.toLongArray()).startsWith(0, 1, 2, 99, 44);
        assertThat(v.get(1).get(0).item()).isEqualTo(99L);
        assertThat(v.get(1).get(1).item()).isEqualTo(44L);
        assertThat(x.view(-1, 5).shape()).isEqualTo(Shape.of(3, 5));
        assertThatThrownBy(() -> v.t().view(15)).isInstanceOf(Diagnostic.class).hasMessageContaining("reshape");
        assertThatThrownBy(() -> v.view(4, -1)).isInstanceOf(Diagnostic.class).hasMessageContaining("do not divide");
        assertThatThrownBy(() -> v.view(-1, -1)).isInstanceOf(Diagnostic.class).hasMessageContaining("only one");
        assertThatThrownBy(() -> v.view(7, 2)).isInstanceOf(Diagnostic.class).hasMessageContaining("15");
        assertThat(v.t().reshape(15).toLongArray()).startsWith(0, 99, 6, 9, 12, 1);
    }

    @Test
    @DisplayName("T13: a transposed tensor has the storage of its base, other strides, and is not contiguous")
    void strides() {
        Tensor points = tensor(new float[][]{{1, 4}, {2, 1}, {3, 5}});
        Tensor turned = points.t();
        assertThat(turned.strides()).containsExactly(1, 2);
        assertThat(turned.isContiguous()).isFalse();
        assertThat(turned.contiguous().toFloatArray()).containsExactly(1, 2, 3, 4, 1, 5);
        assertThat(turned.contiguous().strides()).containsExactly(3, 1);
        assertThat(points.contiguous()).isSameAs(points);
        Tensor second = points.select(1, 1);
        assertThat(second.storageOffset()).isEqualTo(1);
        assertThat(second.stride(0)).isEqualTo(2);
        assertThat(points.expand(2, 3, 2).strides()).containsExactly(0, 2, 1);
        points.t_();
        assertThat(points.shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    @DisplayName("T11: flatten, squeeze, unsqueeze, expand, permute, movedim, flip")
    void shapes() {
        Tensor x = arange(24).view(2, 1, 3, 4);
        assertThat(x.flatten(1).shape()).isEqualTo(Shape.of(2, 12));
        assertThat(x.flatten(0, 2).shape()).isEqualTo(Shape.of(6, 4));
        assertThat(x.squeeze().shape()).isEqualTo(Shape.of(2, 3, 4));
        assertThat(x.squeeze(0).shape()).isEqualTo(x.shape());
        assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(2, 1, 3, 4, 1));
        assertThat(x.expand(-1, 5, -1, -1).shape()).isEqualTo(Shape.of(2, 5, 3, 4));
        assertThat(x.permute(3, 0, 2, 1).shape()).isEqualTo(Shape.of(4, 2, 3, 1));
        assertThat(x.movedim(0, -1).shape()).isEqualTo(Shape.of(1, 3, 4, 2));
        assertThat(arange(6).view(2, 3).flip(0, 1).toLongArray()).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(tensor(3.0).flatten().shape()).isEqualTo(Shape.of(1));
        assertThatThrownBy(() -> x.expand(2, 5, 3, 5)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("axis 3 is 4 in one and 5 in the other");
    }

    @Test
    @DisplayName("T11: cat, stack, chunk and split")
    void joining() {
        Tensor a = arange(4).view(2, 2);
        assertThat(Sinter.cat(List.of(a, a.add(10)), 1).toLongArray()).containsExactly(0, 1, 10, 11, 2, 3, 12, 13);
        assertThat(Sinter.cat(List.of(a, tensor(new float[][]{{0.5f, 1}})), 0).toFloatArray()).containsExactly(0, 1, 2,
                3, 0.5f, 1);
        assertThat(Sinter.stack(List.of(a, a), 0).shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(Sinter.stack(List.of(a, a.add(10)), -1).toLongArray()).containsExactly(0, 10, 1, 11, 2, 12, 3, 13);
        assertThat(arange(7).chunk(3, 0).stream().map(Tensor::numel)).containsExactly(3L, 3L, 1L);
        assertThat(arange(7).split(2, 0).get(3).toLongArray()).containsExactly(6);
        assertThatThrownBy(() -> Sinter.cat(List.of(a, arange(3).view(1, 3)), 0)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("apart from axis 0");
    }

    @Test
    @DisplayName("T12: narrow, select and slice are views; gather, indexSelect and scatterAdd are not")
    void parts() {
        Tensor images = Sinter.ones(4, 3, 2, 2);
        images.narrow(1, 1, 2).fill_(0);
        assertThat(images.sum(0, 2, 3).toFloatArray()).containsExactly(16, 0, 0);
        assertThat(arange(10).slice(0, 1, -1, 3).toLongArray()).containsExactly(1, 4, 7);
        assertThat(arange(10).slice(0, -3, 100).toLongArray()).containsExactly(7, 8, 9);
        assertThat(arange(10).narrow(0, -4, 2).toLongArray()).containsExactly(6, 7);
        Tensor x = arange(12).view(3, 4);
        assertThat(x.indexSelect(0, tensor(2, 0)).toLongArray()).containsExactly(8, 9, 10, 11, 0, 1, 2, 3);
        assertThat(x.gather(1, tensor(new long[][]{{3, 0}, {1, 1}})).toLongArray()).containsExactly(3, 0, 5, 5);
        assertThat(Sinter.zeros(3).scatterAdd(0, tensor(2, 2, 0), tensor(1.0, 10, 5)).toFloatArray()).containsExactly(5,
                0, 11);
        assertThat((long[][]) tensor(1, 0).oneHot(3).toArray()).isDeepEqualTo(new long[][]{{0, 1, 0}, {1, 0, 0}});
        assertThatThrownBy(() -> x.narrow(1, 2, 3)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("outside of axis 1");
        assertThatThrownBy(() -> x.select(0, 3)).isInstanceOf(Diagnostic.class).hasMessageContaining("out of range");
        assertThatThrownBy(() -> x.gather(1, tensor(new long[][]{{4}, {0}, {0}})).toLongArray())
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("T14: in-place operations keep dtype and shape, or say why they cannot")
    void inPlace() {
        Tensor x = tensor(1, 2);
        assertThat(x.add_(3)).isSameAs(x);
        assertThat(x.mul_(x).toLongArray()).containsExactly(16, 25);
        assertThat(x.fill_(1.9).toLongArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> x.add_(0.5)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("add_: the result is f32");
        assertThatThrownBy(() -> x.add_(Sinter.zeros(3, 2).toLong())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("shape [3, 2]");
        assertThatThrownBy(() -> Sinter.zeros(1).expand(3).add_(1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("clone()");
        Tensor y = Sinter.zeros(2);
        y.copy_(tensor(1, 2));
        assertThat(y.toFloatArray()).containsExactly(1, 2);
    }
}
