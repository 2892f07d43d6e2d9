package dev.sinter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has {@code javac} check a module's shapes and compile it ahead of time.
 *
 * <pre>{@code
 * @Model(inputs = "x: f32[N,1,28,28]")
 * class DigitsNet extends Module {
 *     public Tensor forward(Tensor x) {...}
 * }
 * }</pre>
 *
 * <p>With {@code sinter-processor} on the processor path, {@code javac} makes the class, calls its constructor without parameters and
 * traces {@code forward} with inputs of the declared types. A mistake in a shape or dtype is an error at the call that makes it. What
 * was traced becomes class files beside the others, and {@code DigitsNetProgram} is how to call them:
 * {@code float[] y = new DigitsNetProgram().predict(x)}. A program needs nothing but {@code sinter-runtime} to run.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Model {
    /** Name and type of each parameter of {@code forward}, in order: {@code "x: f32[N,4]"}. The names of sizes are symbols. */
    String[] inputs() default {};

    /** The type of what {@code forward} returns, {@code "i64[N]"}; where it is not said, it is f32 of the shape that was traced. */
    String output() default "";

    /** The name of the generated method. */
    String entry() default "predict";

    /** The simple name of the generated class; where it is not said, the model's name followed by {@code Program}. */
    String name() default "";
}
