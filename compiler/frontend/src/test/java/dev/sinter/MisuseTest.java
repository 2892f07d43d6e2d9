package dev.sinter;

import static dev.sinter.Sinter.arange;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.BatchNorm1d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Embedding;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.LayerNorm;
import dev.sinter.nn.Linear;
import dev.sinter.random.Generator;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Mistakes that people make, with the whole sentence that each is answered with, and the line that it points at. */
class MisuseTest {
    private static void refused(Runnable call, String message) {
        Diagnostic diagnostic = catchThrowableOfType(Diagnostic.class, call::run);
        assertThat(diagnostic).as(message).isNotNull().hasMessage(message);
        assertThat(diagnostic.userLine()).hasValueSatisfying(
                line -> assertThat(line.getFileName()).isEqualTo("MisuseTest.java"));
    }

    private static Tensor leaf() {
        return ones(3).requiresGrad_();
    }

    @Test
    @DisplayName("T10: shapes that do not broadcast name both and the axis")
    void broadcast() {
        refused(() -> ones(2, 3).add(ones(2, 4)),
                "add: shapes [2, 3] and [2, 4] do not broadcast: axis 1 is 3 in one and 4 in the other; sizes "
                        + "must be equal, or one of them 1");
        refused(() -> ones(4, 2, 3).mul(ones(4, 3)),
                "mul: shapes [4, 2, 3] and [4, 3] do not broadcast: axis 1 is 2 in one and 4 in the other; "
                        + "sizes must be equal, or one of them 1");
        refused(() -> Sinter.where(tensor(new boolean[]{true, false}), ones(2, 3), ones(2, 3)),
                "where: shapes [2] and [2, 3] do not broadcast: axis 1 is 2 in one and 3 in the other; sizes "
                        + "must be equal, or one of them 1");
        refused(() -> ones(3).add_(ones(2, 3)),
                "add_: the result has shape [2, 3], but the tensor that is to hold it has shape [3]");
        refused(() -> ones(2, 3).expand(4, 3),
                "expand: shapes [2, 3] and [4, 3] do not broadcast: axis 0 is 2 in one and 4 in the other; "
                        + "sizes must be equal, or one of them 1");
        refused(() -> ones(2, 3, 4).matmul(ones(3, 4, 5)),
                "matmul: shapes [2, 3, 4] and [3, 4, 5] do not broadcast apart from their last 2 axes: axis 0 is 2 in"
                        + " one and 3 in the other; sizes must be equal, or one of them 1");
    }

    @Test
    @DisplayName("T9: products of shapes or dtypes that do not fit")
    void products() {
        refused(() -> ones(2, 3).matmul(ones(2, 3)),
                "matmul: shapes [2, 3] and [2, 3] do not fit: axis 1 of the first is 3, axis 0 of the second is "
                        + "2; they must be equal");
        refused(() -> ones(2, 3).matmul(ones(Shape.of(3, 2), DType.F64)),
                "matmul: f32[2,3] and f64[3,2] have different dtypes; cast one of them");
        refused(() -> ones(2, 3).matmul(tensor(1.0)),
                "matmul: shapes [2, 3] and []: both need at least one axis; use mul for numbers");
        refused(() -> ones(2, 3, 4).mm(ones(4, 5)),
                "mm: tensors with 2 and 2 axes are needed, not shapes [2, 3, 4] and [4, 5]; matmul takes other "
                        + "combinations");
        refused(() -> ones(2, 3).bmm(ones(3, 2)),
                "bmm: tensors with 3 and 3 axes are needed, not shapes [2, 3] and [3, 2]; matmul takes other "
                        + "combinations");
        refused(() -> ones(3).dot(ones(2)),
                "matmul: shapes [3] and [2] do not fit: axis 0 of the first is 3, axis 0 of the second is 2; "
                        + "they must be equal");
        refused(() -> Sinter.einsum("ij,jk->ik", ones(2, 3), ones(2, 3)),
                "einsum(\"ij,jk->ik\"): shapes [2, 3] and [2, 3] give 'j' the sizes 3 and 2");
        refused(() -> ones(2, 3, 4).t(),
                "t of a tensor of shape [2, 3, 4]: only matrices have one transpose; use transpose or permute");
    }

    @Test
    @DisplayName("T11: views refused, sizes of -1, and shapes that do not fit")
    void shapes() {
        refused(() -> ones(2, 3).t().view(6),
                "view: a tensor of shape [3, 2] whose elements lie apart in its storage cannot be seen as [6] "
                        + "without a copy; use reshape, which copies where it must");
        refused(() -> ones(2, 3).view(4),
                "view: shape [2, 3] has 6 elements, but [4] has 4");
        refused(() -> ones(2, 3).view(-1, -1),
                "view: only one size can be -1, but [-1, -1] has several");
        refused(() -> ones(2, 3).view(4, -1),
                "view: the 6 elements of shape [2, 3] do not divide into [4, -1]");
        refused(() -> ones(2, 3).view(-2, 3),
                "view: a size is 0 or more, or -1 once, but the sizes are [-2, 3]");
        refused(() -> zeros(0, 3).view(0, -1),
                "view: with [0, -1] the -1 could be any size, as another size is 0");
        refused(() -> ones(2, 3).reshape(5),
                "reshape: shape [2, 3] has 6 elements, but [5] has 5");
        refused(() -> ones(2, 3).flatten(1, 0),
                "flatten: the first axis 1 comes after the last axis 0");
        refused(() -> ones(2, 3).repeat(2),
                "repeat: shape [2, 3] has 2 axes, but only 1 counts are given; one per axis is needed");
        refused(() -> ones(2, 3).narrow(1, 2, 2),
                "narrow: 2 elements from 2 on reach outside of axis 1 of shape [2, 3]");
        refused(() -> ones(2, 3).select(0, 2),
                "select: position 2 is out of range for axis 0 of shape [2, 3]");
        refused(() -> ones(2, 3).select(0, -3),
                "select: position -3 is out of range for axis 0 of shape [2, 3]");
        refused(() -> ones(2, 3).squeeze(3),
                "squeeze: axis 3 is out of range for a tensor with 2 axes; axes go from -2 to 1");
        refused(() -> ones(2, 3).unsqueeze(4),
                "unsqueeze: axis 4 is out of range for a tensor with 3 axes; axes go from -3 to 2");
        refused(() -> Sinter.cat(List.of(), 0),
                "cat: at least one tensor is needed");
        refused(() -> Sinter.cat(List.of(ones(2, 3), ones(2, 3)), 2),
                "cat: axis 2 is out of range for a tensor with 2 axes; axes go from -2 to 1");
        refused(() -> Sinter.cat(List.of(ones(2, 3), ones(2, 4)), 0),
                "cat: shapes [2, 3] and [2, 4] do not fit: apart from axis 0 all sizes must be equal");
        refused(() -> Sinter.cat(List.of(ones(2, 3), ones(2)), 1),
                "cat: shapes [2, 3] and [2] do not fit: apart from axis 1 all sizes must be equal");
        refused(() -> Sinter.cat(List.of(tensor(1.0), tensor(2.0)), 0),
                "cat: zero-dimensional tensors cannot be concatenated; use stack");
        refused(() -> Sinter.stack(List.of(), 0),
                "stack: at least one tensor is needed");
        refused(() -> Sinter.stack(List.of(ones(2, 3), ones(2, 4)), 0),
                "stack: shapes [2, 3] and [2, 4] do not fit: all must be equal; cat joins along an axis on which sizes"
                        + " differ");
        refused(() -> Sinter.stack(List.of(ones(2, 3)), 3),
                "stack: axis 3 is out of range for a tensor with 3 axes; axes go from -3 to 2");
        refused(() -> ones(2, 3).permute(0),
                "transpose: the permutation [0] has 1 entries for the shape [2, 3]; one per axis is needed");
    }

    @Test
    @DisplayName("T8: axes out of range, named twice, or empty")
    void axes() {
        refused(() -> ones(2, 3).sum(2),
                "sum: axis 2 is out of range for a tensor with 2 axes; axes go from -2 to 1");
        refused(() -> ones(2, 3).sum(0, -2),
                "sum: axis -2 is named twice");
        refused(() -> tensor(1.0).sum(1),
                "sum: axis 1 is out of range for a tensor with 0 axes; axes go from -1 to 0");
        refused(() -> ones(2, 3).size(2),
                "size: axis 2 is out of range for a tensor with 2 axes; axes go from -2 to 1");
        refused(() -> tensor(1.0).size(0),
                "size(0) of a zero-dimensional tensor: it has no axes");
        refused(() -> ones(2, 3).softmax(2),
                "softmax: axis 2 is out of range for a tensor with 2 axes; axes go from -2 to 1");
        refused(() -> zeros(0).max(),
                "max of f32[0]: axis 0 is empty, and of no elements there is no max");
        refused(() -> zeros(0).argmax(),
                "argmax of f32[0]: axis 0 is empty, and of no elements there is no argmax");
        refused(() -> arange(3).mean(),
                "mean of i64[3]: a floating dtype is needed; cast it first, for example with toFloat()");
    }

    @Test
    @DisplayName("T12: indices that cannot be read, or do not fit")
    void indices() {
        refused(() -> ones(2, 3).at("2").item(),
                "select: position 2 is out of range for axis 0 of shape [2, 3]");
        refused(() -> ones(2, 3).at("0, 0, 0").item(),
                "the index [0, 0, 0] is for 3 axes, but the tensor has shape [2, 3]");
        refused(() -> ones(2, 3).at("a").item(),
                "the index 'a' cannot be read at 'a'; its parts are positions (0, -1), ranges (1:5, ::2, :), "
                        + "... and None, with commas between");
        refused(() -> ones(2, 3).at(tensor(new boolean[]{true, false, true})).numel(),
                "a mask of shape [3] does not fit axes 0 to 0 of shape [2, 3]: axis 0 of the mask is 3, that of "
                        + "the tensor 2");
        refused(() -> ones(2, 3).at(tensor(0.5, 1)).numel(),
                "an index of f32[2]: a tensor of integers or a boolean mask is needed; cast it, or compare it "
                        + "with something");
        refused(() -> ones(2, 3).gather(1, tensor(new float[][]{{1}})),
                "gather: the index is f32[1,1]; i64 or i32 is needed");
        refused(() -> ones(2, 3).maskedFill(tensor(1, 2, 3), 0),
                "where: the condition is i64[3]; a bool tensor is needed");
        refused(() -> ones(2, 3).at("0").set(ones(4)),
                "set_: the result has shape [4], but the tensor that is to hold it has shape [3]");
    }

    @Test
    @DisplayName("T5, T7, T14: dtypes that an operation does not take or store")
    void dtypes() {
        refused(() -> arange(3).add_(tensor(0.5)),
                "add_: the result is f32, which cannot be stored in a tensor of i64; use add, or cast the "
                        + "operand");
        refused(() -> tensor(true).neg(),
                "neg of bool[]: a numeric dtype is needed");
        refused(() -> ones(2, 3).bitwiseAnd(ones(2, 3)),
                "and of f32[2,3]: an integer dtype or bool is needed");
        refused(() -> ones(2, 3).bitwiseNot(),
                "not of f32[2,3]: an integer dtype or bool is needed");
        refused(() -> arange(2).pow(-1),
                "pow: integers to negative powers (-1) are not integers; cast to a floating dtype first");
        refused(() -> ones(2, 3).lerp(arange(3), 0.5),
                "lerp of f32[2,3] and i64[3]: one floating dtype is needed for all operands; cast them first");
        refused(() -> ones(2, 3).fill_(ones(2)),
                "fill_: a zero-dimensional tensor is needed, not one of shape [2]");
        refused(() -> ones(2, 3).clone().copy_(ones(3, 3)),
                "copy_: the result has shape [3, 3], but the tensor that is to hold it has shape [2, 3]");
        refused(() -> ones(2, 3).into(arange(3)),
                "into: the result is f32, which cannot be stored in a tensor of i64; cast the result first, or "
                        + "give an out of f32");
    }

    @Test
    @DisplayName("T15: what is no number, or of another dtype")
    void numbers() {
        refused(() -> ones(2, 3).item(),
                "item of f32[2,3]: only a tensor of one element is a number; reduce it, or export it with "
                        + "toArray");
        refused(() -> arange(2).toFloatArray(),
                "export of i64[2] as an array of f32: cast it with to() first");
    }

    @Test
    @DisplayName("A1, A2, A3, A4: derivatives that are not there")
    void derivatives() {
        refused(() -> arange(3).requiresGrad_(),
                "requiresGrad_: i64[3] cannot require a gradient: only functions of real numbers have "
                        + "derivatives; cast it to a floating dtype first");
        refused(() -> tensor(true).requiresGrad_(),
                "requiresGrad_: bool[] cannot require a gradient: only functions of real numbers have "
                        + "derivatives; cast it to a floating dtype first");
        refused(() -> ones(3).requiresGrad_().mul(2).backward(),
                "backward: without a gradient only a tensor of one element can be differentiated, but this is "
                        + "f32[3]; reduce it (sum, mean), or pass a gradient of its shape");
        refused(() -> ones(3).sum().backward(),
                "backward: this tensor does not require a gradient, nor was it computed from one that does; "
                        + "call requiresGrad_() on what you want the derivative by, before computing");
        refused(() -> leaf().mul(2).backward(ones(2)),
                "backward: the gradient has shape [2], but the tensor has shape [3]");
        refused(() -> leaf().mul(2).backward(ones(Shape.of(3), DType.F64)),
                "backward: the gradient is f64[3], but the tensor is f32[3]; cast the gradient with to(DType.F32)");
        refused(() -> Sinter.grad(leaf().sum(), List.of(ones(2).requiresGrad_())),
                "grad: the result was not computed from input 0, a tensor of f32[2]; with allowUnused = true "
                        + "its derivative is null");
        refused(() -> Sinter.grad(leaf().sum(), List.of(ones(2))),
                "grad: input 0, a tensor of f32[2], does not require a gradient; call requiresGrad_() on it "
                        + "before computing");
        refused(() -> leaf().setGrad(ones(2)),
                "setGrad: a gradient of f32[3] is needed for this tensor, not f32[2]; give one of the tensor's shape,"
                        + " or null to forget the gradient");
        refused(() -> leaf().setGrad(ones(Shape.of(3), DType.F64)),
                "setGrad: a gradient of f32[3] is needed for this tensor, not f64[3]; cast it with to(DType.F32)");
        refused(() -> leaf().mul(2).requiresGrad_(false),
                "requiresGrad_(false): this tensor was computed from others that require a gradient; use "
                        + "detach() to get it as a constant");
        refused(() -> ones(2).retainGrad(),
                "retainGrad: this tensor does not require a gradient, so none will arrive");
    }

    @Test
    @DisplayName("N1, N2, W1: layers and states that do not fit")
    void layers() {
        refused(() -> new Linear(3, 2).forward(ones(2, 4)),
                "linear: shapes [2, 4] and [2, 3] do not fit: the last axis of the input must be 3, the "
                        + "weight's last");
        refused(() -> new Conv2d(3, 4, 3).forward(ones(1, 2, 8, 8)),
                "conv2d: shapes [1, 2, 8, 8] and [4, 3, 3, 3] do not fit: axis 1 of the input is 2, but the "
                        + "weight is for 3 channels");
        refused(() -> new Conv2d(3, 4, 3).forward(ones(3, 8)),
                "conv2d: shapes [3, 8] and [4, 3, 3, 3]: an input [N, C, *spatial] or [C, *spatial] and a "
                        + "weight [out, C/groups, *kernel] with 2 spatial axes are needed");
        refused(() -> new Embedding(3, 2).forward(ones(2)),
                "embedding: the numbers of rows are integers, not f32[2]; cast them with toLong()");
        refused(() -> new BatchNorm1d(3).forward(ones(2, 4)),
                "batchNorm: shapes [2, 4] and [3] do not fit: axis 1 of the input is 4, so statistics, weight "
                        + "and bias are [4]");
        refused(() -> new LayerNorm(4).forward(ones(2, 3)),
                "layerNorm of shape [2, 3]: its last axes must be [4]");
        refused(() -> new Linear(3, 2).loadStateDict(Map.of("weight", ones(3, 3), "extra", ones(1)), true),
                "loadStateDict of Linear: missing are [bias]; unexpected are [extra]; weight has shape [3, 3], "
                        + "but [2, 3] is needed");
    }

    @Test
    @DisplayName("A4: a second backward is refused and names retainGraph")
    void twice() {
        Tensor loss = leaf().mul(2).sum();
        loss.backward();
        refused(() -> loss.backward(),
                "backward: the graph that led to this tensor was released by an earlier backward(); give that"
                        + " call retainGraph = true to go through the graph again");
    }

    @Test
    @DisplayName("T7, T12: what only the elements tell names the op, the types and the line that asked")
    void elements() {
        assertThatThrownBy(() -> arange(2).floorDivide(0).sum().item()).isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("rem of i64[2] by i64[]: an integer is divided by zero, asked for at ")
                .hasMessageContaining("MisuseTest.java:");
        assertThatThrownBy(() -> ones(2, 3).at(tensor(5, 1)).sum().item())
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("take of f32[2,3] along axis 0: index 5 is outside of axis 0, of size 2")
                .hasMessageContaining("MisuseTest.java:");
    }

    @Test
    @DisplayName("T11: parts of no size, or none of them, are refused")
    void parts() {
        refused(() -> ones(2, 3).split(0, 0),
                "split: parts of 0 elements along axis 0 were asked for; 1 and more are possible");
        refused(() -> ones(2, 3).chunk(0, 1), "chunk: 0 parts were asked for; 1 and more are possible");
    }

    @Test
    @DisplayName("A6: random numbers that all samples of vmap would share are refused by name")
    void drawsForSamples() {
        String why = " in a function given to vmap, which runs once for all samples: they would all get the same random"
                + " numbers; draw outside, and pass the numbers as an argument with an axis of samples, or as Func.SAME if"
                + " the samples are to share them";
        Generator own = new Generator(1);
        Map<String, UnaryOperator<Tensor>> draws = Map.ofEntries(
                Map.entry("rand", x -> x.add(Sinter.rand(3))),
                Map.entry("randn", x -> x.add(Sinter.randnLike(x))),
                Map.entry("uniform", x -> x.add(Sinter.uniform(own, 0, 2, 3))),
                Map.entry("normal", x -> x.add(Sinter.normal(own, 0, 2, 3))),
                Map.entry("randint", x -> x.add(Sinter.randint(0, 9, 3))),
                Map.entry("randperm", x -> x.add(Sinter.randperm(3))),
                Map.entry("bernoulli", x -> Sinter.bernoulli(x)),
                Map.entry("multinomial", x -> Sinter.multinomial(x, 2, true)),
                Map.entry("dropout, or another draw of a RandomStream,", x -> Functional.dropout(x, 0.5, true)));
        draws.forEach((name, draw) -> refused(() -> Func.vmap(draw).apply(ones(2, 3)), name + why));
        refused(() -> Func.vmap((Tensor x) -> new Linear(3, 2).forward(x)).apply(ones(2, 3)), "uniform" + why);
        refused(() -> Func.vmap((Tensor x) -> Init.orthogonal_(zeros(3, 3), 1)).apply(ones(2, 3)), "normal" + why);
        assertThat(Sinter.rand(3).shape()).isEqualTo(Shape.of(3));
    }
}
