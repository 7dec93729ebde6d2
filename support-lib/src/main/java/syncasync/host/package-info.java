/**
 * What a front end supplies and what it needs of the library: the screen, what can be shown, groups of libraries, the
 * form of a duration. The one package of the library that a kernel may import; it imports no other.
 */
package syncasync.host;
