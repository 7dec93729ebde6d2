/** What can be drawn, and where it goes. The only thing that a kernel and the library have in common. */
package syncasync.display;
